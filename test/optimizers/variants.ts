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
  'SOAP(precondition_frequency=2,max_precond_dim=3,precondition_1d=true,normalize_grads=true)',
  'SOAP(merge_dims=true,max_precond_dim=12,shampoo_beta=0.9,correct_bias=false,heads=false)',
  'SHAMPOO(momentum=0.5,weight_decay=0.01,weight_decouple=true)',
  'SHAMPOO(preconditioning_compute_steps=2,matrix_eps=1,kernel_root=4)',
  'FIRA(rank=2,update_proj_gap=2,alpha=0.5,proj_type=reverse_std,weight_decay=0.01,heads=false)',
  'ARO(base_opt=sinkhorn,adjust_lr=spectral_norm,heads=true)',
  'ARO(base_opt=sign,adjust_lr=none,mu=0.5)',
];
