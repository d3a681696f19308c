import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { chooseBackend } from '../../../../src/engine/backends/chooseBackend';
import { providers } from '../../../../src/engine/backends/providers';
import { providerNames } from '../../../../src/protocol/engine';

const others = providerNames.filter((name) => name !== 'cpu');
const supported = new Set(runtime.listSupportedBackends().map(({ name }) => name));
const isBuiltIn = (name: (typeof providerNames)[number]) => supported.has(providers[name].key);

describe('the provider of the native runtime', () => {
  it('is the processor unless another is asked for', async () => {
    const { backend, notice } = await chooseBackend('native');
    expect([backend.name, notice]).toEqual(['native', undefined]);
  });

  it.each(others)(
    '%s, which onnxruntime is asked for, works or is replaced with a notice',
    async (provider) => {
      const { backend, notice } = await chooseBackend('native', provider);
      expect(backend.name).toBe('native');
      if (notice !== undefined) {
        const { words } = providers[provider];
        expect(
          notice.startsWith(
            `Skipline computes with the native runtime, because the native runtime on ${words} does not work here (`,
          ),
        ).toBe(true);
        expect(notice).toMatch(/\)\.$/);
        expect(notice).not.toContain('\n');
      }
    },
  );

  // No platform has both.
  const missing = others.filter((name) => !isBuiltIn(name));
  it('is missing in part on every platform', () => {
    expect(missing.length).toBeGreaterThan(0);
  });

  it.each(missing)('%s is not in this build, and the notice says so', async (provider) => {
    const { notice } = await chooseBackend('native', provider);
    expect(notice).toBe(
      `Skipline computes with the native runtime, because the native runtime on ${providers[provider].words} does not ` +
        `work here (onnxruntime has no ${providers[provider].words} provider for ${process.platform} on ${process.arch}).`,
    );
  });

  it.each(['wasm', 'reference'] as const)('does not concern the %s backend', async (name) => {
    const { backend, notice } = await chooseBackend(name, 'cuda');
    expect([backend.name, notice]).toEqual([name, undefined]);
  });
});
