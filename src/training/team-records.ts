import { average } from '../stats/index.ts';
import type {
  AdvantageRecord,
  EpisodeRecord,
  GradientRecord,
  TrainingRecord,
  TrajectoryRecord,
  UpdateRecord,
} from './records.ts';

/**
 * What the players of a population report, put together to what its members do.
 *
 * An episode's return and an update's figures are means over the agents. Gradient statistics and advantages are kept of
 * every agent, and the team's whole gradient goes before those of the agents. Evaluations and ends are the team's already
 * and stand once.
 *
 * @param records with players for members: agent i of member m is m · agents + i. The agents of a team report the same
 * things in the same order.
 * @param agents of each team; the records of agents alone are returned as they are.
 */
export function teamRecords(records: readonly TrainingRecord[], agents: number): readonly TrainingRecord[] {
  if (agents === 1) return records;
  const reports = new Map<number, TrainingRecord[]>();
  for (const record of records) {
    const own = reports.get(record.member);
    if (own) own.push(record);
    else reports.set(record.member, [record]);
  }
  const leaders = [...reports.keys()].filter((player) => player % agents === 0);
  return leaders.flatMap((leader) => {
    const team = Array.from({ length: agents }, (_, agent) => reports.get(leader + agent)!);
    const layers = team[0]!.filter(({ kind }) => kind === 'gradient').length;
    return team[0]!
      .flatMap((_, index) =>
        combined(
          team.map((report) => report[index]!),
          layers,
        ),
      )
      .map((record) => ({ ...record, member: leader / agents }));
  });
}

/** What a team has to say where each agent says one thing. @param layers that each agent reports the gradients of. */
function combined(records: readonly TrainingRecord[], layers: number): readonly TrainingRecord[] {
  const [first] = records;
  switch (first!.kind) {
    case 'episode':
      return [{ ...first!, return: average((records as EpisodeRecord[]).map((record) => record.return))! }];
    case 'update':
      return [teamUpdate(records as UpdateRecord[])];
    case 'gradient':
      return teamGradients(records as GradientRecord[], layers);
    case 'advantage':
      return (records as AdvantageRecord[]).map((record, index) => ({ ...record, agent: index + 1 }));
    case 'trajectory':
      return (records as TrajectoryRecord[]).map((record, index) => ({ ...record, agent: index + 1 }));
    case 'evaluation':
    case 'sampled-evaluation':
    case 'checkpoint':
    case 'end':
      return [first!];
  }
}

function teamUpdate(updates: readonly UpdateRecord[]): UpdateRecord {
  const averageOf = (values: readonly (number | null)[]) =>
    average(values.filter((value) => value !== null)) ?? null;
  return {
    ...updates[0]!,
    policyLoss: averageOf(updates.map(({ policyLoss }) => policyLoss))!,
    valueLoss: averageOf(updates.map(({ valueLoss }) => valueLoss)),
    entropy: averageOf(updates.map(({ entropy }) => entropy)),
    approxKl: averageOf(updates.map(({ approxKl }) => approxKl)),
    clipFraction: averageOf(updates.map(({ clipFraction }) => clipFraction)),
    explainedVariance: averageOf(updates.map(({ explainedVariance }) => explainedVariance)),
  };
}

function teamGradients(gradients: readonly GradientRecord[], layers: number): GradientRecord[] {
  const own = gradients.map((gradient, agent) => ({
    ...gradient,
    layerIndex: 1 + agent * layers + gradient.layerIndex,
  }));
  return gradients[0]!.layerIndex === 0 ? [wholeTeam(gradients), ...own] : own;
}

/** The gradient of all agents as one vector; they are equally long. */
function wholeTeam(gradients: readonly GradientRecord[]): GradientRecord {
  const center = average(gradients.map(({ gradMean }) => gradMean))!;
  const square = average(gradients.map(({ gradMean, gradStd }) => gradMean ** 2 + gradStd ** 2))!;
  return {
    ...gradients[0]!,
    layerIndex: 0,
    layer: '',
    gradNorm: Math.hypot(...gradients.map(({ gradNorm }) => gradNorm)),
    gradMean: center,
    gradStd: Math.sqrt(Math.max(0, square - center ** 2)),
    gradMaxAbs: Math.max(...gradients.map(({ gradMaxAbs }) => gradMaxAbs)),
    updateNorm: Math.hypot(...gradients.map(({ updateNorm }) => updateNorm)),
    paramNorm: Math.hypot(...gradients.map(({ paramNorm }) => paramNorm)),
    // The agents' cosines do not tell it.
    cosinePrevious: null,
  };
}
