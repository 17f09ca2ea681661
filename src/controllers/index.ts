import { Registry } from '../registry.ts';
import { adadagrad } from './adadagrad.ts';
import type { ControllerEntry } from './controller.ts';
import { klAdaptive } from './kl-adaptive.ts';
import { plateau } from './plateau.ts';

export {
  type Controller,
  type ControllerAnswer,
  type ControllerEntry,
  type Decision,
  type DecisionName,
  defineController,
} from './controller.ts';
export { decisionNames } from './decision.ts';

/** Every controller by name. A plugin adds its own with `controllers.register(defineController({…}))`. */
export const controllers = new Registry<ControllerEntry>('controller', ['create']);

for (const entry of [plateau, klAdaptive, adadagrad]) controllers.register(entry);
