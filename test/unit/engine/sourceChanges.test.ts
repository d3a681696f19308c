import { describe, expect, it } from 'vitest';
import { changedSources, describeChanges, recordedSources } from '../../../src/engine/sourceChanges';

const trace = (sources: Record<string, string>, folder = '/project') => ({
  file: `${folder}/models/net.py`,
  sources: Object.fromEntries(Object.entries(sources).map(([name, digest]) => [`${folder}/${name}`, digest])),
});

describe('the texts of a recorded run', () => {
  const recorded = recordedSources(trace({ 'models/net.py': 'a', 'layers.py': 'b' }));

  it('are the same in a project that was moved', () => {
    expect(changedSources(recorded, trace({ 'models/net.py': 'a', 'layers.py': 'b' }, '/elsewhere'))).toEqual(
      [],
    );
  });

  it('tell which file has changed, came or went', () => {
    expect(changedSources(recorded, trace({ 'models/net.py': 'c', 'layers.py': 'b' }))).toEqual(['net.py']);
    expect(changedSources(recorded, trace({ 'models/net.py': 'a', 'models/new.py': 'd' }))).toEqual([
      '../layers.py',
      'new.py',
    ]);
  });

  it('are taken for the same where they were not recorded', () => {
    expect(changedSources(undefined, trace({ 'models/net.py': 'c' }))).toEqual([]);
    expect(changedSources(recorded, { file: '/project/models/net.py' })).toEqual([]);
  });

  it('are told of in a sentence', () => {
    expect([describeChanges(['net.py']), describeChanges(['a.py', 'b.py', 'c.py'])]).toEqual([
      'net.py has changed',
      'a.py, b.py and c.py have changed',
    ]);
  });
});
