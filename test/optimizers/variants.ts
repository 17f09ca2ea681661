/** Options that lead an optimizer through other code than its defaults; the conformance table checks them as well. */
export const variants: readonly string[] = [
  'SGD(momentum=0.9,nesterov=true,weight_decay=0.01)',
  'SGD(momentum=0.9,dampening=0.5)',
  'ADAM(weight_decay=0.01)',
  'ADAGRAD(lr_decay=0.1,initial_accumulator_value=0.1)',
  'RMSPROP(centered=true,momentum=0.9)',
  'NOVOGRAD(grad_averaging=false,weight_decay=0)',
  'MILO(nesterov=true,clip_norm=0.5,group_size=5,weight_decay=0.01)',
  'MILO(normalize=false,adaptive=false,momentum=0)',
  'MILO_LW(layer_mapping=layer,layer_lr_multipliers=[0.5])',
  'CLIP(SGD(momentum=0.9),per=tensor)',
  'CLIP(MILO,per=layer,max_norm=2)',
  'WEIGHT_DECAY(SGD(momentum=0.9),kind=coupled,on=kernels)',
  'WEIGHT_DECAY(MILO,on=kernels)',
  'SCHEDULE(MILO,shape=custom,warmup=0.1,start=0.5,points=[1,0.5])',
  'LIMIT_GROWTH(SGD(momentum=0.9),gamma=1.2)',
  'SCHEDULE(CLIP(LIMIT_GROWTH(WEIGHT_DECAY(ADAM)),per=layer),shape=cosine)',
];
