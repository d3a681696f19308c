import { element } from './dom';
import { icon, type IconName } from './icons';
import { isEnabled, statusText, type RunCommand } from './runControls';
import type { RunStatus } from './state';

export type ViewCommand = 'fit' | 'zoomIn' | 'zoomOut';

interface ButtonDescription<Command> {
  readonly command: Command;
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
}

/** What the main button is called, and what it does then. */
const mainHints = {
  Train: 'Train the network',
  Resume: 'Go on with the paused run',
  Continue: 'Go on from the last step in a new process',
} as const;

const runButtons: readonly ButtonDescription<Exclude<RunCommand, 'continue'>>[] = [
  { command: 'train', label: 'Train', hint: mainHints.Train, icon: 'train' },
  { command: 'pause', label: 'Pause', hint: 'Pause after the current step', icon: 'pause' },
  { command: 'stop', label: 'Stop', hint: 'End the run and keep what it found', icon: 'stop' },
  { command: 'step', label: 'Step', hint: 'One training step, then pause', icon: 'step' },
  {
    command: 'runOnce',
    label: 'Run once',
    hint: 'One forward and backward pass; no parameter changes',
    icon: 'runOnce',
  },
];

const viewButtons: readonly ButtonDescription<ViewCommand>[] = [
  { command: 'zoomOut', label: 'Zoom out', hint: 'Zoom out (−)', icon: 'zoomOut' },
  { command: 'zoomIn', label: 'Zoom in', hint: 'Zoom in (+)', icon: 'zoomIn' },
  { command: 'fit', label: 'Fit', hint: 'Show the whole network (0)', icon: 'fit' },
];

export class Toolbar {
  readonly root: HTMLElement;
  private mainCommand: RunCommand = 'train';
  private readonly buttons = new Map<RunCommand, HTMLButtonElement>();
  private readonly trainLabel: HTMLElement;
  private readonly status = element('span', { class: 'status' });
  private readonly progress = element('div', { class: 'progress', attributes: { hidden: '' } });

  constructor(run: (command: RunCommand) => void, view: (command: ViewCommand) => void) {
    this.trainLabel = element('span', { class: 'button-text', text: 'Train' });
    const left = runButtons.map((description) => {
      const button = toolButton(description, () =>
        run(description.command === 'train' ? this.mainCommand : description.command),
      );
      if (description.command === 'train') {
        button.classList.add('primary');
        button.append(this.trainLabel);
      }
      this.buttons.set(description.command, button);
      return button;
    });
    const right = viewButtons.map((description) => toolButton(description, () => view(description.command)));
    this.root = element(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': 'Run and view' } },
      [
        element('div', { class: 'group' }, left),
        this.status,
        element('div', { class: 'group' }, right),
        this.progress,
      ],
    );
    this.root.addEventListener('keydown', (event) => this.moveFocus(event));
  }

  update(run: RunStatus, hasNetwork: boolean): void {
    this.mainCommand = run.state === 'lost' ? 'continue' : 'train';
    for (const [command, button] of this.buttons) {
      const enabled = isEnabled(command === 'train' ? this.mainCommand : command, run, hasNetwork);
      // Not `disabled`, which would take the focus from the button that was just pressed.
      button.setAttribute('aria-disabled', String(!enabled));
    }
    const label = run.state === 'lost' ? 'Continue' : run.state === 'paused' ? 'Resume' : 'Train';
    this.trainLabel.textContent = label;
    const main = this.buttons.get('train');
    main?.setAttribute('aria-label', label);
    main?.setAttribute('title', mainHints[label]);
    this.status.textContent = statusText(run);
    this.status.title = this.status.textContent;
    this.root.dataset.state = run.state;
    const share = run.steps === undefined || run.steps === 0 ? undefined : Math.min(1, run.step / run.steps);
    this.progress.hidden = !(run.state === 'preparing' || (share !== undefined && run.step > 0));
    this.progress.classList.toggle('indeterminate', run.state === 'preparing');
    this.progress.style.width = run.state === 'preparing' ? '' : `${(share ?? 0) * 100}%`;
  }

  /** Arrow keys move between the buttons, as in every toolbar. */
  private moveFocus(event: KeyboardEvent): void {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const buttons = [...this.root.querySelectorAll('button')];
    const place = buttons.findIndex((button) => button === document.activeElement);
    if (direction !== 0 && place >= 0) {
      buttons[(place + direction + buttons.length) % buttons.length].focus();
      event.preventDefault();
    }
  }
}

function toolButton(description: ButtonDescription<string>, pressed: () => void): HTMLButtonElement {
  const button = element(
    'button',
    {
      class: 'tool',
      attributes: {
        type: 'button',
        'aria-label': description.label,
        title: description.hint,
        'data-command': description.command,
      },
      on: {
        click: () => {
          if (button.getAttribute('aria-disabled') !== 'true') {
            pressed();
          }
        },
      },
    },
    [icon(description.icon)],
  );
  return button;
}
