import type { z } from 'zod';
import type { Network, NetworkShape } from '../../agents/index.ts';
import type { Value } from '../call-expression.ts';
import type { DecisionName } from '../controllers/index.ts';
import type { MeasuredQuantity, OracleName } from '../diagnostics/index.ts';
import type { RegistryEntry } from '../registry.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import type { Player } from '../training/players.ts';
import type { Workload } from '../training/workload.ts';
import type { Footprint } from './footprint.ts';

/** What a workload is made for. */
export interface WorkloadPlan<AgentSettings = unknown> {
  /** Its name as results have it: `digits`. */
  readonly label: string;
  /** The settings of its agent, defaults filled in. */
  readonly agent: AgentSettings;
  network(shape: NetworkShape): Network;
  /** One a member. */
  readonly players: readonly Player[];
  /** Samples that each member trains on. */
  readonly totalTimesteps: number;
}

/** A task that is no environment: its settings, the one agent that learns it, and how its workload is made. */
export interface WorkloadEntry<
  Settings extends z.ZodObject = z.ZodObject,
  AgentSettings extends z.ZodObject = z.ZodObject,
> extends RegistryEntry {
  readonly settings: Settings;
  pin?(settings: z.output<Settings>): Readonly<Record<string, Value>>;
  readonly agent: {
    readonly name: string;
    readonly summary: string;
    readonly settings: AgentSettings;
    /** The network that it takes where the user names none. Default: that of the recipe, or mlp. */
    readonly network?: string;
  };
  /** Scores from here on count as solved; null where nobody says so. */
  readonly threshold: number | null;
  /** What a score is called: `test accuracy`. Default: `score`. */
  readonly score?: string;
  /** What the budget counts, one of it. Default: `sample`. */
  readonly unit?: string;
  /**
   * Looks at what is asked for, without making a tensor.
   *
   * @throws UsageError if the plan cannot be trained.
   */
  create(settings: z.output<Settings>, plan: WorkloadPlan<z.output<AgentSettings>>): PreparedWorkload;
}

/** A workload that fits its plan, before it is made. */
export interface PreparedWorkload {
  /** Of one member. */
  readonly parameters: readonly NamedShape[];
  /** Updates that the whole budget is good for. */
  readonly updatesInAll: number;
  /** Samples that each update counts as, where all count as equally many: what a budget in updates comes to. */
  readonly samplesOfUpdate?: number;
  /** Symbols of each sample, where samples are sequences of them. */
  readonly symbolsOfSample?: number;
  /** What its updates and evaluations measure, so that controllers look at nothing else; left out where nobody knows before. */
  readonly measures?: readonly MeasuredQuantity[];
  /** What its updates let controllers decide beside learning rates. Default: nothing. */
  readonly follows?: readonly DecisionName[];
  /** What its minibatches let diagnostics ask of the loss beside gradients and products with the Hessian. Default: nothing. */
  readonly offers?: readonly OracleName[];
  /** True where it trains a softmax and its minibatches say the slopes of the logits (`outputSlopes`). Default: false. */
  readonly softmax?: boolean;
  /** Bytes that one member takes while it trains, about. */
  readonly footprint: Footprint;
  createWorkload(): Workload;
}

/** Ties an entry's settings to the types that its `create` receives. */
export function defineWorkload<Settings extends z.ZodObject, AgentSettings extends z.ZodObject>(
  entry: WorkloadEntry<Settings, AgentSettings>,
): WorkloadEntry {
  return entry as unknown as WorkloadEntry;
}
