export { type BootstrapOptions, bootstrapInterval } from './bootstrap-interval.ts';
export { iqm } from './iqm.ts';
export { mean } from './mean.ts';
export { quantile } from './quantile.ts';
export { standardDeviation } from './standard-deviation.ts';
