import type { Profile, ProfileEntry } from '../protocol/profile';
import { table } from './text';

/** Lines of a table; the rest is summed in one more. */
const longest = 25;

/** The time of a step in three tables: by stage, by operator, by module. */
export function profileText({ steps, milliseconds, entries }: Profile): string {
  const total = sum(entries);
  const sections = [
    breakdown('stage', entries, total, ({ stage }) => stage ?? '(runtime)'),
    breakdown('operator', entries, total, ({ operator }) => operator),
    breakdown('module', entries, total, ({ module }) =>
      module === '' ? '(model)' : (module ?? '(runtime)'),
    ),
  ];
  const head = `${milliseconds.toFixed(1)} ms a step (median of ${steps}), of which ${total.toFixed(1)} ms in nodes`;
  return [head, ...sections.flatMap((lines) => ['', ...lines])].join('\n') + '\n';
}

function breakdown(
  title: string,
  entries: readonly ProfileEntry[],
  total: number,
  keyOf: (entry: ProfileEntry) => string,
): string[] {
  const groups = new Map<string, ProfileEntry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) {
      groups.set(keyOf(entry), [entry]);
    } else {
      group.push(entry);
    }
  }
  const sorted = [...groups].sort(([, a], [, b]) => sum(b) - sum(a));
  const shown = sorted.slice(0, longest);
  const rest = sorted.slice(longest).flatMap(([, group]) => group);
  const row = (name: string, group: readonly ProfileEntry[]) => [
    name,
    String(group.reduce((count, entry) => count + entry.count, 0)),
    sum(group).toFixed(2),
    total === 0 ? '' : `${((100 * sum(group)) / total).toFixed(1)} %`,
  ];
  return table(
    [title, 'nodes', 'ms', 'share'],
    [
      ...shown.map(([name, group]) => row(name, group)),
      ...(rest.length === 0 ? [] : [row(`${sorted.length - longest} more`, rest)]),
    ],
  );
}

function sum(entries: readonly ProfileEntry[]): number {
  return entries.reduce((total, entry) => total + entry.milliseconds, 0);
}
