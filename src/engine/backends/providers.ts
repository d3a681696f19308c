import type { ProviderName } from '../../protocol/engine';

/** An execution provider of onnxruntime: what runs the kernels. */
interface Provider {
  /** As onnxruntime-node names it. */
  readonly key: string;
  readonly words: string;
}

export const providers: Readonly<Record<ProviderName, Provider>> = {
  cpu: { key: 'cpu', words: 'the processor' },
  cuda: { key: 'cuda', words: 'CUDA' },
  directml: { key: 'dml', words: 'DirectML' },
  coreml: { key: 'coreml', words: 'CoreML' },
  webgpu: { key: 'webgpu', words: 'WebGPU' },
};

/** What onnxruntime-node says of itself. */
export interface ProviderSource {
  listSupportedBackends(): readonly { readonly name: string }[];
}

/**
 * The session option that asks for a provider, with the processor for what it has no kernel for.
 * @throws Error where this build of onnxruntime has none: it would leave it out and say so on the console alone.
 */
export function executionProviders(runtime: ProviderSource, name: ProviderName): string[] {
  const { key, words } = providers[name];
  if (!runtime.listSupportedBackends().some((backend) => backend.name === key)) {
    throw new Error(`onnxruntime has no ${words} provider for ${process.platform} on ${process.arch}`);
  }
  return name === 'cpu' ? [key] : [key, providers.cpu.key];
}
