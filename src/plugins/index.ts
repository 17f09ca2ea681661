export {
  loadMissingPlugins,
  loadPlugins,
  loadSamePlugins,
  type Plugin,
  pluginFault,
} from './load-plugins.ts';
export type { LoadedPlugin } from './loaded-plugin.ts';
export { trust } from './trusted-plugins.ts';
