import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TracerClient } from '../../../../src/frontends/torch/tracerClient';
import { isAlive } from '../../../support/processes';
import { header, traceOrder, tracerPath } from '../../../support/tracing';

const net = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
    def forward(self, x):
        return self.l(x)
`;
const slow = net.replace('return', 'import time; time.sleep(30); return');

describe('the client of the tracer', () => {
  const clients: TracerClient[] = [];
  const newClient = (path = tracerPath) => {
    const client = new TracerClient({ tracerPath: path });
    clients.push(client);
    return client;
  };
  afterEach(() => {
    clients.splice(0).forEach((client) => client.dispose());
  });

  it('runs requests one after the other in one warm process', async () => {
    const client = newClient();
    const results = await Promise.all([
      client.trace(traceOrder(net)),
      client.trace(traceOrder(net, { mode: 'training' })),
      client.trace(traceOrder(net, { file: '/workspace/other.py' })),
    ]);
    expect(results.map(({ trace }) => trace?.complete)).toEqual([true, true, true]);
    const first = client.processId;
    await client.trace(traceOrder(net));
    expect(client.processId).toBe(first);
  });

  it('starts from the snapshot that the build made', async () => {
    const client = newClient();
    await client.trace(traceOrder(net));
    expect(client.lastStart?.startedFrom).toBe('snapshot');
  });

  it('is not held up by a destructor that does not end', async () => {
    const client = newClient();
    const source = `${net}
class Stubborn:
    def __init__(self):
        self.itself = self
    def __del__(self):
        while True:
            pass
stubborn = Stubborn()
del stubborn
`;
    expect((await client.trace(traceOrder(source))).trace?.complete).toBe(true);
    const first = client.processId;
    expect((await client.trace(traceOrder(net))).trace?.complete).toBe(true);
    expect(client.processId).toBe(first);
  });

  it('supersedes a queued request of the same file by a newer one', async () => {
    const client = newClient();
    const running = client.trace(traceOrder(net));
    const outdated = client.trace(traceOrder(net));
    const newest = client.trace(traceOrder(net.replace('4, 4', '4, 5')));
    await expect(outdated).rejects.toMatchObject({ name: 'TraceAbandonedError', reason: 'superseded' });
    expect((await running).analysis!.parameters).toBe(20);
    expect((await newest).analysis!.parameters).toBe(25);
  });

  it('lets a queued request stand beside a newer one for other inputs', async () => {
    const client = newClient();
    const ofBatch = (size: number) =>
      client.trace(traceOrder(net, { inputs: [{ type: 'float32', shape: [size, 4] }] }));
    const results = await Promise.all([ofBatch(1), ofBatch(8), ofBatch(32)]);
    expect(results.map(({ inputs }) => inputs[0].shape[0])).toEqual([1, 8, 32]);
  });

  it('answers with a sentence when the process dies, and goes on with another', async () => {
    const client = newClient();
    await client.trace(traceOrder(net));
    const first = client.processId!;
    const running = client.trace(traceOrder(slow));
    const queued = client.trace(traceOrder(net, { file: '/workspace/other.py' }));
    process.kill(first, 'SIGKILL');
    const { diagnostics, trace } = await running;
    expect(trace).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', code: 'crashed' });
    expect(diagnostics[0].message).toMatch(/ended by SIGKILL while it ran \/workspace\/model\.py/);
    expect((await queued).trace!.complete).toBe(true);
    expect(client.processId).not.toBe(first);
  });

  it('leaves no process behind when it is disposed of, and rejects what is under way', async () => {
    const client = newClient();
    await client.trace(traceOrder(net));
    const child = client.processId!;
    const running = client.trace(traceOrder(slow));
    const queued = client.trace(traceOrder(net, { file: '/workspace/other.py' }));
    client.dispose();
    await expect(running).rejects.toMatchObject({ reason: 'disposed' });
    await expect(queued).rejects.toMatchObject({ reason: 'disposed' });
    await expect(client.trace(traceOrder(net))).rejects.toMatchObject({ reason: 'disposed' });
    await expect.poll(() => isAlive(child), { timeout: 20_000 }).toBe(false);
  });

  it('says why the tracer could not start', async () => {
    const { diagnostics } = await newClient('/nowhere/tracer.js').trace(traceOrder(net));
    expect(diagnostics[0]).toMatchObject({ code: 'crashed' });
    expect(diagnostics[0].message).toMatch(
      /ended with code 1 before it was ready \(Error: Cannot find module .*\); it starts again .*\.$/,
    );
  });

  it('gives no result of a process that was killed to the request behind, which is not to blame', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'skipline-tracer-'));
    const script = path.join(folder, 'tracer.cjs');
    // Answers at once, and says whether it was to note its lines, as a second attempt is.
    writeFileSync(
      script,
      `process.on('message', ({ id, lineNote }) => {
        const code = lineNote === undefined ? 'first' : 'second';
        const diagnostics = [{ severity: 'information', code, message: '' }];
        process.send({ kind: 'traced', id, result: { diagnostics, candidates: [], inputs: [] } });
      });
      process.send({ kind: 'ready', startMilliseconds: 0, startedFrom: 'files' });`,
    );
    const client = newClient(script);
    await client.trace(traceOrder(net));
    const late = client.trace(traceOrder(net, { timeLimitSeconds: 0.01 }));
    const behind = client.trace(traceOrder(net, { file: '/workspace/other.py' }));
    // Holds this thread until the answer is there and the time for it is over.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
    const codes = (await Promise.all([late, behind])).map(({ diagnostics }) => diagnostics[0].code);
    rmSync(folder, { recursive: true });
    expect(codes).toEqual(['second', 'first']);
  });
});
