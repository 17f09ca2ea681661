import type { Database } from 'better-sqlite3';
import { type PolicyMapRow, policyMapLosses, policyMapPoints, policyMaps } from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';

/** A policy's loss over a plane: a row of `policy_maps`, its grid and its path. */
export interface NewPolicyMap extends PolicyMapRow {
  readonly losses: readonly { readonly alpha: number; readonly beta: number; readonly loss: number }[];
  readonly points: readonly {
    readonly update: number;
    readonly alpha: number;
    readonly beta: number;
    readonly planeLoss: number;
    readonly loss: number;
  }[];
}

/** @returns the map's id. */
export function insertPolicyMap(
  db: Database,
  experimentId: number,
  { losses, points, ...map }: NewPolicyMap,
): number {
  const id = prepareInsert(db, policyMaps)(experimentId, map);
  const insertLoss = prepareInsert(db, policyMapLosses);
  for (const { alpha, beta, loss } of losses) insertLoss(id, { alpha, beta, loss: finite(loss) });
  const insertPoint = prepareInsert(db, policyMapPoints);
  for (const { update, planeLoss, loss, ...place } of points) {
    insertPoint(id, { ...place, updateIndex: update, planeLoss: finite(planeLoss), loss: finite(loss) });
  }
  return id;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
