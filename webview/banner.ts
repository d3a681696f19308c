import type { SourceSpan } from '../src/graph/sourceSpan';
import { element } from './dom';
import { fileName } from './format';
import { icon } from './icons';
import type { RunCommand } from './runControls';
import type { PanelState } from './state';

/** One line above the graph that says what is not as it seems, and what to do. */
export interface Notice {
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly span?: SourceSpan;
  readonly action?: { readonly label: string; readonly command: RunCommand };
}

/** The worst first. */
export function noticesOf(state: PanelState): Notice[] {
  const { run, problem, network, freshness } = state;
  const notices: Notice[] = [];
  if (run.state === 'lost') {
    notices.push({
      severity: 'error',
      message: run.message ?? `The training process ended unexpectedly after step ${run.step}.`,
      action: { label: 'Continue', command: 'continue' },
    });
  } else if (run.message !== undefined && run.message !== '') {
    notices.push({ severity: run.state === 'failed' ? 'error' : 'information', message: run.message });
  }
  if (problem) {
    const keepsOld = network !== undefined && freshness === 'stale';
    notices.push({
      severity: problem.severity,
      message: keepsOld ? `${asSentence(problem.message)} The last good graph is shown.` : problem.message,
      ...(problem.span && { span: problem.span }),
    });
  } else if (network && freshness === 'stale') {
    notices.push({ severity: 'information', message: 'The file has changed since this graph was built.' });
  }
  if (network && !network.message.complete) {
    notices.push({
      severity: 'warning',
      message: 'The forward pass stopped half-way: the graph ends where it did.',
    });
  }
  if (network && run.isStale && state.overlay) {
    notices.push({
      severity: 'information',
      message: 'The numbers belong to an earlier version of the file. Train or run once to renew them.',
    });
  }
  return notices;
}

/** A message of PyTorch's own often ends without a full stop. */
function asSentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

export class Banner {
  readonly root = element('div', { class: 'banner' });
  private shown = '';

  constructor(
    private readonly reveal: (span: SourceSpan) => void,
    private readonly run: (command: RunCommand) => void,
  ) {}

  update(state: PanelState): void {
    const notices = noticesOf(state);
    const fingerprint = JSON.stringify(notices);
    if (fingerprint === this.shown) {
      return;
    }
    this.shown = fingerprint;
    this.root.replaceChildren(...notices.map((notice) => this.line(notice)));
    this.root.hidden = notices.length === 0;
  }

  private line(notice: Notice): HTMLElement {
    const children: Node[] = [
      icon(notice.severity),
      element('span', { class: 'message', text: notice.message }),
    ];
    const { span, action } = notice;
    if (span) {
      children.push(
        element('button', {
          class: 'link',
          text: `${fileName(span.file)}:${span.line}`,
          attributes: { type: 'button', title: 'Go to the line' },
          on: { click: () => this.reveal(span) },
        }),
      );
    }
    if (action) {
      children.push(
        element('button', {
          class: 'action',
          text: action.label,
          attributes: { type: 'button', 'data-command': action.command },
          on: { click: () => this.run(action.command) },
        }),
      );
    }
    const role = notice.severity === 'error' ? 'alert' : 'status';
    return element('div', { class: `notice ${notice.severity}`, attributes: { role } }, children);
  }
}
