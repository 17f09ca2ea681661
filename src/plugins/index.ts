export {
  loadedPlugins,
  loadMissingPlugins,
  loadPlugins,
  loadSamePlugins,
  type Plugin,
  pluginFault,
} from './load-plugins.ts';
export type { LoadedPlugin } from './loaded-plugin.ts';
export { outliveRejections } from './outlive-rejections.ts';
export { trust } from './trusted-plugins.ts';
