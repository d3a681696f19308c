import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Graph } from '../../graph/graph';
import type { ValueName } from '../../graph/value';
import type { ProviderName } from '../../protocol/engine';
import type { Backend, ProfiledSession } from './backend';
import { readKernelTimes } from './kernelTimes';
import { blockSize } from './lowering/blockSize';
import { OnnxRuntimeBackend } from './onnxRuntime';
import { executionProviders } from './providers';

/**
 * onnxruntime's native build. @throws Error where there is none for this platform, or it lacks the provider.
 *
 * Threads: as many as there are physical cores, onnxruntime's default, unless told otherwise. They spin for a moment only
 * while they wait, because the editor needs the cores too: measured on the step of a ResNet-20 (batch 32, sampled probes)
 * with 2 threads, never spinning took 121 ms by the clock and 182 ms of processor time, 50 µs 107 and 192 ms, spinning as
 * long as onnxruntime likes 102 and 205 ms. With other work on the cores an earlier form of that step took 0.15 to 2.0 s
 * by the clock without spinning and 1.8 to 3.4 s with it. That form took 0.60 s of processor time, 1.6 s with nodes run in
 * parallel, 1.2 s without the memory arena, and 0.60 s without memory patterns.
 */
export async function openNative({
  provider = 'cpu',
  threads,
}: { readonly provider?: ProviderName; readonly threads?: number } = {}): Promise<Backend> {
  // Loaded here and not at the top: the binding is missing on some platforms, where the others must still work.
  const runtime = await import('onnxruntime-node');
  // Blocked convolutions are kernels of the processor's provider alone.
  const block = provider === 'cpu' ? await blockSize(runtime) : undefined;
  return new NativeBackend({
    name: 'native',
    runtime,
    lowering: { block, writesBatchStatistics: provider === 'webgpu' },
    fillsFetches: true,
    session: {
      executionProviders: executionProviders(runtime, provider),
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      extra: { session: { intra_op: { allow_spinning: '1', spin_duration_us: '50' } } },
    },
  });
}

class NativeBackend extends OnnxRuntimeBackend {
  readonly profile = async (graph: Graph, outputs: readonly ValueName[]): Promise<ProfiledSession> => {
    const folder = mkdtempSync(path.join(tmpdir(), 'skipline-profile-'));
    const { session, compiled } = await this.compile(graph, outputs, 'often', {
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
    });
    return {
      inputs: session.inputs,
      run: (feeds, fetches) => session.run(feeds, fetches),
      release: () => session.release(),
      finish: async () => {
        try {
          session.endProfiling();
          await session.release();
          return readKernelTimes(path.join(folder, readdirSync(folder)[0]), compiled);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    };
  };
}
