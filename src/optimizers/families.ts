import { adabelief } from './adabelief.ts';
import { adadelta } from './adadelta.ts';
import { adafactor } from './adafactor.ts';
import { adagrad } from './adagrad.ts';
import { adagradNorm } from './adagrad-norm.ts';
import { adam } from './adam.ts';
import { adamRel } from './adam-rel.ts';
import { adamReset } from './adam-reset.ts';
import { adamc } from './adamc.ts';
import { adamp } from './adamp.ts';
import { adamuon } from './adamuon.ts';
import { adamw } from './adamw.ts';
import { adan } from './adan.ts';
import { ademamix } from './ademamix.ts';
import { adopt } from './adopt.ts';
import { amsgrad } from './amsgrad.ts';
import { ano } from './ano.ts';
import { aro } from './aro.ts';
import { cautious } from './cautious.ts';
import { clip } from './clip.ts';
import { clipUpdate } from './clip-update.ts';
import { cocob } from './cocob.ts';
import { dadaptAdam } from './dadapt-adam.ts';
import { dadaptSgd } from './dadapt-sgd.ts';
import { dal } from './dal.ts';
import { diffgrad } from './diffgrad.ts';
import { divgrad } from './divgrad.ts';
import { divlr } from './divlr.ts';
import { dogGlobal, dogLayers } from './dog.ts';
import { dowg } from './dowg.ts';
import { ema } from './ema.ts';
import type { OptimizerEntry } from './entry/optimizer.ts';
import { fira } from './fira.ts';
import { ghosts } from './ghosts.ts';
import { grams } from './grams.ts';
import { hyper } from './hyper.ts';
import { hyperball, radialBrake, relativeUpdate } from './hyperball.ts';
import { hypersgd } from './hypersgd.ts';
import { ivon } from './ivon.ts';
import { kfac } from './kfac.ts';
import { klShampoo, klSoap } from './kl-shampoo.ts';
import { kron } from './kron.ts';
import { lamb } from './lamb.ts';
import { lanton } from './lanton.ts';
import { laprop } from './laprop.ts';
import { adafaclo } from './learned/adafaclo.ts';
import { celo } from './learned/celo.ts';
import { celoAdam } from './learned/celo-adam.ts';
import { celo2, eloCelo2 } from './learned/celo2.ts';
import { elo } from './learned/elo.ts';
import { mulo } from './learned/mulo.ts';
import { open } from './learned/open.ts';
import { velo } from './learned/velo.ts';
import { limitGrowth } from './limit-growth.ts';
import { lion } from './lion.ts';
import { lookahead } from './lookahead.ts';
import { lrSpike } from './lr-spike.ts';
import { mada } from './mada.ts';
import { mars, marsCorrection } from './mars.ts';
import { marsM } from './mars-m.ts';
import { mechanic } from './mechanic.ts';
import { miloGroups, miloLayers } from './milo.ts';
import { momo, momoAdam } from './momo.ts';
import { muon, normuon } from './muon.ts';
import { nadam } from './nadam.ts';
import { novograd } from './novograd.ts';
import { novogradLonepatient } from './novograd-lonepatient.ts';
import { nsgd } from './nsgd.ts';
import { adaptiveObgd, obgd } from './obgd.ts';
import { optimisticAdagrad, optimisticGd } from './optimistic.ts';
import { perpgrad } from './perpgrad.ts';
import { polargrad } from './polargrad.ts';
import { polyak } from './polyak.ts';
import { prodigy } from './prodigy.ts';
import { radam } from './radam.ts';
import { redo } from './redo.ts';
import { rmsprop } from './rmsprop.ts';
import { adaptiveSharpness, sharpness } from './sam.ts';
import { sarah } from './sarah.ts';
import { schedule } from './schedule.ts';
import { scheduleFree } from './schedule-free.ts';
import { scion, uscion } from './scion.ts';
import { sgd } from './sgd.ts';
import { sgdp } from './sgdp.ts';
import { shampoo } from './shampoo.ts';
import { shrinkPerturb } from './shrink-perturb.ts';
import { signsgd } from './signsgd.ts';
import { sinkgd } from './sinkgd.ts';
import { soap } from './soap.ts';
import { sophia } from './sophia.ts';
import { splus } from './splus.ts';
import { stableadamw } from './stableadamw.ts';
import { sven } from './sven.ts';
import { swan } from './swan.ts';
import { trac } from './trac.ts';
import { upgd } from './upgd.ts';
import { vsgd } from './vsgd.ts';
import { weightDecayed } from './weight-decay.ts';
import { yogi } from './yogi.ts';

/** All that come with rl-bench, by what they have in common. */
export const families: Readonly<Record<string, readonly OptimizerEntry[]>> = {
  'gradient descent': [sgd, sgdp, signsgd, nsgd, adagradNorm, optimisticGd, optimisticAdagrad],
  'Adam and its relatives': [adam, adamw, amsgrad, nadam, radam, yogi, adan, diffgrad, adamp, lion, lamb],
  "Adam's younger relatives": [
    ...[adopt, ademamix, adabelief, laprop, grams, ano, adamc, stableadamw],
    ...[vsgd, ivon, mars],
  ],
  'other rates for every coordinate': [adagrad, rmsprop, adadelta, adafactor],
  'for tasks that change': [upgd, shrinkPerturb],
  'learning from every step': [obgd, adaptiveObgd],
  'made for roll-outs': [adamRel, adamReset],
  'gradients standardised': [miloGroups, miloLayers, novograd, novogradLonepatient, sinkgd, swan],
  'steepest descent in other norms': [muon, normuon, marsM, adamuon, polargrad, scion, uscion, lanton, aro],
  preconditioned: [kron, soap, shampoo, splus, klShampoo, klSoap, sophia, fira, kfac, sven],
  'without a rate, or learning it': [
    ...[scheduleFree, prodigy, dadaptAdam, dadaptSgd, dogGlobal, dogLayers, dowg, cocob, momo, momoAdam],
    ...[hypersgd, mada],
  ],
  'learned, with weights of yours': [...[adafaclo, mulo, velo, celo, celoAdam, celo2, elo, eloCelo2, open]],
};

/** Those that stand around another one. */
export const wrappers: readonly OptimizerEntry[] = [
  ...[clip, clipUpdate, weightDecayed, schedule, limitGrowth, ghosts, lrSpike, dal, divgrad, divlr, redo],
  ...[cautious, perpgrad, sharpness, adaptiveSharpness],
  ...[marsCorrection, sarah, lookahead, ema, polyak, hyper, trac, mechanic],
  ...[hyperball, relativeUpdate, radialBrake],
];
