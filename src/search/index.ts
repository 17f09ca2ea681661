import { Registry } from '../registry.ts';
import { cbo } from './cbo.ts';
import { cem } from './cem.ts';
import { cmaes } from './cmaes.ts';
import { hopping } from './hopping.ts';
import { openes } from './openes.ts';
import { pgpe } from './pgpe.ts';
import type { SearchEntry } from './search-rule.ts';

export { defineSearch, type Normal, type SearchEntry, type SearchRule, type Told } from './search-rule.ts';
export { type Ascent, adamAscent, decayed } from './strategy/adam-ascent.ts';
export { centredRanks } from './strategy/centred-ranks.ts';
export { consensus } from './strategy/consensus.ts';
export { estimatedGradient } from './strategy/estimated-gradient.ts';
export { moved, normalVector } from './strategy/gaussian-candidates.ts';
export { langevinStep } from './strategy/langevin.ts';
export { deviationOf, meanOf } from './strategy/moments.ts';

/** Every rule that searches without gradients, by name. A plugin adds its own with `searchRules.register(defineSearch({…}))`. */
export const searchRules = new Registry<SearchEntry>('search rule', ['create', 'memory']);

for (const entry of [openes, pgpe, cmaes, cem, cbo, hopping]) searchRules.register(entry);
