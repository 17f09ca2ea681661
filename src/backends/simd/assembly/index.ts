export * from './binary';
export * from './copy';
export * from './mat-mul';
export * from './reduce';
export * from './softmax';
export * from './truths';
export * from './unary';
