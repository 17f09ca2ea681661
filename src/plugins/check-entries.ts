import { agents, networks } from '../../agents/index.ts';
import { environments, makeEnv } from '../../envs/index.ts';
import { UsageError } from '../errors.ts';
import { optimizers } from '../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../registry.ts';
import { describeSettings } from '../settings.ts';
import { testFunctions } from '../test-functions/index.ts';

/**
 * Looks at what a plugin has registered as far as it can be looked at before anything is asked of it: the settings, and
 * the environments that they make by default.
 *
 * @param plugin as the user named it.
 * @throws UsageError that says what the plugin has to change.
 */
export function checkEntries(plugin: string): void {
  const registries: readonly Registry<RegistryEntry>[] = [
    environments,
    agents,
    networks,
    optimizers,
    testFunctions,
  ] as unknown as readonly Registry<RegistryEntry>[];
  for (const registry of registries) {
    for (const entry of registry.entriesOf(plugin)) checkSettings(entry, `${registry.kind} "${entry.name}"`);
  }
  for (const { name, settings } of environments.entriesOf(plugin)) {
    // An environment that cannot be made without settings is looked at when it is made.
    if (settings.safeParse({}).success) makeEnv(name, { size: 1 });
  }
}

function checkSettings({ settings }: RegistryEntry, called: string): void {
  try {
    describeSettings(settings);
    settings.safeParse({});
  } catch (error) {
    throw new UsageError(
      `the settings of ${called} must be a z.object({…}) of the z that the plugin is handed: ${(error as Error).message.split('\n')[0]}`,
    );
  }
}
