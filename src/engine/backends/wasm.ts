import { availableParallelism } from 'node:os';
import type { Backend } from './backend';
import { OnnxRuntimeBackend } from './onnxRuntime';

/** onnxruntime's WebAssembly build, which needs no native code. @throws Error where its files are missing. */
export async function openWasm(): Promise<Backend> {
  const runtime = await import('onnxruntime-web');
  runtime.env.wasm.numThreads = availableParallelism();
  return new OnnxRuntimeBackend({
    name: 'wasm',
    runtime,
    fillsFetches: false,
    session: { executionProviders: ['wasm'] },
  });
}
