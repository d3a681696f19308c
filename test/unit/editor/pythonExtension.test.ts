import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SelectedInterpreter } from '../../../src/editor/pythonExtension';
import { file } from './documents';
import { extensions } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

/** Longer than a trace waits. */
const long = 5000;

describe('SelectedInterpreter', () => {
  let prefix = '/usr';
  let interpreter: SelectedInterpreter;
  const changed = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const environments = {
      getActiveEnvironmentPath: () => ({ path: '' }),
      resolveEnvironment: () =>
        new Promise((resolve) => setTimeout(() => resolve({ executable: { sysPrefix: prefix } }), long)),
      onDidChangeActiveEnvironmentPath: vi.fn(),
    };
    vi.spyOn(extensions, 'getExtension').mockReturnValue({
      activate: () => Promise.resolve({ environments }),
    } as never);
    prefix = '/usr';
    changed.mockClear();
    interpreter = new SelectedInterpreter();
    interpreter.onDidChange(changed);
    return () => {
      interpreter.dispose();
      vi.useRealTimers();
      vi.restoreAllMocks();
    };
  });
  const ask = async () => {
    const answer = interpreter.prefixFor(file('/models/net.py'));
    await vi.advanceTimersByTimeAsync(long);
    return answer;
  };

  it('tells once of an answer that comes too late, and gives it from then on', async () => {
    expect(await ask()).toBeUndefined();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(await ask()).toBe('/usr');
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('tells of another interpreter, however late it answers', async () => {
    await ask();
    prefix = '/opt';
    expect(await ask()).toBe('/usr');
    expect(changed).toHaveBeenCalledTimes(2);
    expect(await ask()).toBe('/opt');
  });
});
