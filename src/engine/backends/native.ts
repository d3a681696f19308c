import type { Backend } from './backend';
import { OnnxRuntimeBackend } from './onnxRuntime';

/** onnxruntime's native build. @throws Error where there is none for this platform. */
export async function openNative(): Promise<Backend> {
  // Loaded here and not at the top: the binding is missing on some platforms, where the others must still work.
  const runtime = await import('onnxruntime-node');
  return new OnnxRuntimeBackend({
    name: 'native',
    runtime,
    fillsFetches: true,
    session: { graphOptimizationLevel: 'all', logSeverityLevel: 3 },
  });
}
