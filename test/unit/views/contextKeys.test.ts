import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelDocument } from '../../../src/editor/modelDocument';
import { ContextKeys } from '../../../src/views/contextKeys';
import { contextKeys } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

const unread = { outline: { declarations: [] }, isOutlined: false } as unknown as ModelDocument;

describe('ContextKeys', () => {
  beforeEach(() => contextKeys.clear());

  it.each([
    ['nothing', undefined, false, true],
    ['a file that is still being read', unread, false, false],
    ['a file without a model', { ...unread, isOutlined: true }, false, true],
    ['a file with a model', { ...unread, isOutlined: true, traced: {} }, true, false],
  ])('knows of %s whether it holds a model', (_, model, hasModel, hasNoModel) => {
    new ContextKeys().update(model as ModelDocument | undefined);
    expect(contextKeys.get('skipline.hasModel')).toBe(hasModel);
    expect(contextKeys.get('skipline.hasNoModel')).toBe(hasNoModel);
  });

  it('counts the preparation of a run as a state that can be stopped', () => {
    new ContextKeys().update({ ...unread, preparation: { kind: 'preparing' } } as ModelDocument);
    expect(contextKeys.get('skipline.runState')).toBe('preparing');
  });
});
