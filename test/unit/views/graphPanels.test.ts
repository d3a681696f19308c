import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelDocuments } from '../../../src/editor/modelDocuments';
import { GraphPanels } from '../../../src/views/graphPanels';
import { AskedTracer, file, noPackages, noChoices } from '../editor/documents';
import { EventEmitter, renamed, trusted, type Uri, workspace } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

const state = { key: '/models/net.py#Net' };

function webviewPanel() {
  const ended = new EventEmitter<void>();
  const never = () => ({ dispose: () => undefined });
  const webview = { onDidReceiveMessage: never, asWebviewUri: (uri: Uri) => uri, cspSource: '', html: '' };
  return {
    webview,
    reveal: vi.fn(),
    dispose: vi.fn(() => ended.fire()),
    onDidDispose: ended.event,
    onDidChangeViewState: never,
  };
}

describe('GraphPanels', () => {
  let tracer: AskedTracer;
  let documents: ModelDocuments;
  let panels: GraphPanels;
  beforeEach(() => {
    workspace.textDocuments = [];
    tracer = new AskedTracer();
    documents = new ModelDocuments(tracer, noPackages, noChoices);
    panels = new GraphPanels(documents, { extensionUri: file('/extension') } as never);
    return () => {
      workspace.isTrusted = true;
      panels.dispose();
      documents.dispose();
    };
  });
  const restore = (panel: ReturnType<typeof webviewPanel>) =>
    panels.deserializeWebviewPanel(panel as unknown as vscode.WebviewPanel, state);

  it('shows the panel that is there in place of a second one of the same file', async () => {
    const [first, second] = [webviewPanel(), webviewPanel()];
    await restore(first);
    await restore(second);
    expect(second.dispose).toHaveBeenCalled();
    expect(first.reveal).toHaveBeenCalled();
  });

  it('builds the graph of a restored panel when trust is granted', async () => {
    workspace.isTrusted = false;
    await restore(webviewPanel());
    expect(documents.find(file('/models/net.py'))?.freshness).toBe('none');
    trusted.fire();
    expect(documents.find(file('/models/net.py'))?.freshness).toBe('tracing');
  });

  it('lets the file go with its panel', async () => {
    const panel = webviewPanel();
    await restore(panel);
    panel.dispose();
    expect(documents.find(file('/models/net.py'))).toBeUndefined();
  });

  it('follows its file when that is renamed, and again', async () => {
    const panel = webviewPanel();
    await restore(panel);
    const rename = (from: string, to: string) =>
      renamed.fire({ files: [{ oldUri: file(from), newUri: file(to) }] } as vscode.FileRenameEvent);
    rename('/models/net.py', '/models/other.py');
    await expect.poll(() => documents.find(file('/models/other.py'))?.freshness).toBe('tracing');
    expect(documents.find(file('/models/net.py'))).toBeUndefined();
    rename('/models', '/home');
    await expect.poll(() => documents.find(file('/home/other.py'))?.isHeld).toBe(true);
    expect(panel.dispose).not.toHaveBeenCalled();
    panel.dispose();
    expect(documents.find(file('/home/other.py'))).toBeUndefined();
  });
});
