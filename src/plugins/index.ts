export {
  loadMissingPlugins,
  loadPlugins,
  loadSamePlugins,
  type Plugin,
} from './load-plugins.ts';
export { loadedPlugins, pluginFault } from './loaded-here.ts';
export type { LoadedPlugin } from './loaded-plugin.ts';
export { outliveRejections } from './outlive-rejections.ts';
export { errorOf, type ToldError, toldError } from './told-error.ts';
export { trust } from './trusted-plugins.ts';
