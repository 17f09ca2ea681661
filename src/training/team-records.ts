import {
  type GradientRecord,
  type RecordedTable,
  recordedTables,
  type TeamRule,
  type TrainingRecord,
} from '../results/index.ts';
import { average } from '../stats/index.ts';

/**
 * What the players of a population report, put together to what its members do, as the tables declare it: one row a team,
 * each column of which follows its rule; or a row an agent; or both. The end of a run stands once.
 *
 * @param records with players for members: agent i of member m is m · agents + i. The agents of a team report the same
 * things in the same order, but for what becomes rows of one agent, of which each may report as much as it has.
 * @param agents of each team; the records of agents alone are returned as they are.
 */
export function teamRecords(
  records: readonly TrainingRecord[],
  agents: number,
  tables: readonly RecordedTable[] = recordedTables,
): readonly TrainingRecord[] {
  if (agents === 1) return records;
  const reports = new Map<number, TrainingRecord[]>();
  for (const record of records) {
    const own = reports.get(record.member);
    if (own) own.push(record);
    else reports.set(record.member, [record]);
  }
  const tableOf = new Map<string, RecordedTable>(tables.map((table) => [table.kind, table]));
  const isOfOneAgent = ({ kind }: TrainingRecord) => tableOf.get(kind)?.team === 'a row an agent';
  const leaders = [...reports.keys()].filter((player) => player % agents === 0);
  return leaders.flatMap((leader) => {
    const team = Array.from({ length: agents }, (_, agent) => reports.get(leader + agent)!);
    const own = team.flatMap((report, agent) =>
      report.filter(isOfOneAgent).map((record) => ({ ...record, agent: agent + 1 })),
    );
    const shared = team.map((report) => report.filter((record) => !isOfOneAgent(record)));
    const layers = shared[0]!.filter(({ kind }) => kind === 'gradient').length;
    const together = shared[0]!.flatMap(({ kind }, index) =>
      combined(
        shared.map((report) => report[index]!),
        tableOf.get(kind),
        layers,
      ),
    );
    return [...own, ...together].map((record) => ({ ...record, member: leader / agents }));
  });
}

/**
 * What a team has to say where each agent says one thing.
 *
 * @param table of the records; undefined for ends. @param layers that each agent reports the gradients of.
 */
function combined(
  records: readonly TrainingRecord[],
  table: RecordedTable | undefined,
  layers: number,
): readonly TrainingRecord[] {
  if (table === undefined) return [records[0]!];
  if (table.team === 'one row') return [oneRow(records, table)];
  return teamGradients(records as readonly GradientRecord[], table, layers);
}

/** One row of all agents' rows. */
function oneRow<Kind extends TrainingRecord>(records: readonly Kind[], { columns }: RecordedTable): Kind {
  const rows = records as readonly unknown[] as readonly Figures[];
  const figures = Object.entries(columns).flatMap(([field, { team }]) =>
    team === 'first' ? [] : [[field, figureOf(rows, field, team)] as const],
  );
  return { ...records[0]!, ...Object.fromEntries(figures) };
}

type Figures = Readonly<Record<string, number | null>>;

/** A figure of a team, from its agents' rows. */
function figureOf(rows: readonly Figures[], field: string, rule: Exclude<TeamRule, 'first'>): number | null {
  const values = rows.map((row) => row[field]!);
  const reported = values.filter((value) => value !== null);
  if (rule === 'mean') return average(reported) ?? null;
  if (rule === 'norm') return Math.hypot(...reported);
  if (rule === 'largest') return Math.max(...reported);
  if (rule === 'sum') return reported.length === rows.length ? reported.reduce((a, b) => a + b, 0) : null;
  if (rule === 'unknown') return null;
  const means = rows.map((row) => row[rule.deviationAround]!);
  const center = average(means)!;
  const square = average(reported.map((deviation, agent) => means[agent]! ** 2 + deviation ** 2))!;
  return Math.sqrt(Math.max(0, square - center ** 2));
}

/** The gradient of all agents as one vector, where these are whole vectors, before those of the agents. */
function teamGradients(
  gradients: readonly GradientRecord[],
  table: RecordedTable,
  layers: number,
): GradientRecord[] {
  const own = gradients.map((gradient, agent) => ({
    ...gradient,
    layerIndex: 1 + agent * layers + gradient.layerIndex,
  }));
  if (gradients[0]!.layerIndex > 0) return own;
  return [{ ...oneRow(gradients, table), layerIndex: 0, layer: '' }, ...own];
}
