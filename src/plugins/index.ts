export {
  loadMissingPlugins,
  loadPlugins,
  loadSamePlugins,
  type Plugin,
  pluginFiles,
} from './load-plugins.ts';
export type { LoadedPlugin } from './loaded-plugin.ts';
export { trust } from './trusted-plugins.ts';
