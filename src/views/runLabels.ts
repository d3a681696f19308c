import type { ListedRun } from '../engine/runList';

/**
 * What each run is called in a list: its title, else its model, with those arguments alone in which it differs from
 * another run of the list: `ResNet(depth=56)` beside `ResNet(depth=20)`, but `ResNet` where all have the same.
 */
export function runLabels(runs: readonly ListedRun[]): string[] {
  const models = runs.map(({ description }) => parseModel(description.model));
  return runs.map(({ description }, index) => {
    if (description.title !== undefined) {
      return description.title;
    }
    const { name, parts } = models[index];
    const others = models.filter((other) => other.name === name);
    const own = parts.filter((part) => others.some((other) => !other.parts.includes(part)));
    return own.length === 0 ? name : `${name}(${own.join(', ')})`;
  });
}

/** `Net(a=1, b=[2, 3])` as its name and its arguments. */
function parseModel(model: string): { readonly name: string; readonly parts: readonly string[] } {
  const [, name, list] = /^([^(]*)\((.*)\)$/s.exec(model) ?? ['', model, ''];
  return { name, parts: splitArguments(list) };
}

/** At the commas that stand in no bracket and no string. */
function splitArguments(list: string): string[] {
  const tokens = list.match(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"']/gs) ?? [];
  const parts = [''];
  let depth = 0;
  for (const token of tokens) {
    depth += '([{'.includes(token) ? 1 : ')]}'.includes(token) ? -1 : 0;
    if (token === ',' && depth === 0) {
      parts.push('');
    } else {
      parts[parts.length - 1] += token;
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** As short as tells it from the others: the time of today, the day of this year, else the whole date. */
export function formatMoment(moment: Date, now: Date, language?: string): string {
  if (moment.toDateString() === now.toDateString()) {
    return moment.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  }
  const year = moment.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return moment.toLocaleDateString(language, { month: 'short', day: 'numeric', ...year });
}
