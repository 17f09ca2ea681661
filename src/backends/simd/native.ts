import { loadAddon, type NativeAddon } from './native-addon.ts';
import { differingKernels } from './native-self-test.ts';
import { isNativeOn } from './native-switch.ts';

/** The addon, or why there is none. */
export type Native =
  | { readonly addon: NativeAddon; readonly reason: null }
  | { readonly addon: null; readonly reason: string };

let found: Native | undefined;

/** Loads the addon and tests it, once a process. */
export function native(): Native {
  found ??= findNative();
  return found;
}

function findNative(): Native {
  if (!isNativeOn()) return without('switched off');
  let addon: NativeAddon | undefined;
  try {
    addon = loadAddon();
  } catch (error) {
    return without(`the addon does not load: ${(error as Error).message}`);
  }
  if (!addon) return without('no addon was built');
  if (addon.targets.length === 0) return without('this processor has none of the instructions that it needs');
  const differing = differingKernels(addon);
  if (differing.length > 0) return without(`its results differ from WebAssembly in: ${differing.join(', ')}`);
  return { addon, reason: null };
}

function without(reason: string): Native {
  return { addon: null, reason };
}
