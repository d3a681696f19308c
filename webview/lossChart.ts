import uPlot from 'uplot';
import type { LossPoint } from '../src/protocol/lossCurve';
import { element } from './dom';
import { formatLoss, formatNumber } from './format';
import type { RunStatus } from './state';
import type { Palette } from './theme';

const chartHeight = 112;

// Members of uPlot's ambient const enum, which cannot be named where each file is transpiled on its own.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const linear: uPlot.Scale.Distr = 1;
const logarithmic: uPlot.Scale.Distr = 3;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

/** The loss as it falls, its current value in large figures. */
export class LossChart {
  readonly root: HTMLElement;
  private readonly value = element('span', { class: 'loss-value' });
  private readonly canvas = element('div', { class: 'loss-canvas' });
  private readonly scaleButton: HTMLButtonElement;
  private plot: uPlot | undefined;
  private points: readonly LossPoint[] = [];
  /** The step that a replay shows; what comes after it is drawn faintly. */
  private reached = Infinity;
  private isLogarithmic = false;

  constructor(private palette: Palette) {
    this.scaleButton = element('button', {
      class: 'toggle',
      text: 'log',
      attributes: { type: 'button', 'aria-pressed': 'false', title: 'Logarithmic scale' },
      on: { click: () => this.toggleScale() },
    });
    this.root = element('section', { class: 'loss', attributes: { 'aria-label': 'Loss', hidden: '' } }, [
      element('header', {}, [element('h2', { text: 'Loss' }), this.value, this.scaleButton]),
      this.canvas,
    ]);
    new ResizeObserver(() => this.resize()).observe(this.canvas);
  }

  update(points: readonly LossPoint[], run: RunStatus): void {
    this.points = points;
    this.root.hidden = points.length === 0;
    this.root.classList.toggle('stale', run.isStale);
    if (points.length === 0) {
      return;
    }
    this.reached = run.state === 'replaying' ? run.step : Infinity;
    const [, loss] = points.filter(([step]) => step <= this.reached).at(-1) ?? points[0];
    this.value.textContent = formatLoss(loss);
    if (this.plot) {
      this.plot.setData(this.data());
    } else {
      this.rebuild();
    }
  }

  restyle(palette: Palette): void {
    this.palette = palette;
    this.rebuild();
  }

  private toggleScale(): void {
    this.isLogarithmic = !this.isLogarithmic;
    this.scaleButton.setAttribute('aria-pressed', String(this.isLogarithmic));
    this.rebuild();
  }

  private resize(): void {
    if (this.canvas.clientWidth > 0) {
      this.plot?.setSize({ width: this.canvas.clientWidth, height: chartHeight });
    }
  }

  /** uPlot fixes its scales and colours at construction. */
  private rebuild(): void {
    this.plot?.destroy();
    this.plot = undefined;
    if (this.points.length === 0) {
      return;
    }
    const { muted, nodeFill, foreground, fontFamily } = this.palette;
    const axis = {
      stroke: muted,
      font: `10.5px ${fontFamily}`,
      grid: { stroke: nodeFill, width: 1 },
      ticks: { show: false },
      gap: 4,
    };
    this.plot = new uPlot(
      {
        width: Math.max(80, this.canvas.clientWidth),
        height: chartHeight,
        padding: [8, 8, 0, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false }, y: { distr: this.isLogarithmic ? logarithmic : linear } },
        axes: [
          {
            ...axis,
            size: 20,
            space: 48,
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5],
          },
          {
            ...axis,
            size: 40,
            space: 24,
            values: (_, splits) => splits.map((split) => (split === null ? '' : formatNumber(split))),
          },
        ],
        series: [
          {},
          {
            stroke: foreground,
            width: 1.5,
            points: { show: () => this.points.length < 2, size: 5, fill: foreground },
          },
          { stroke: muted, width: 1, dash: [2, 3], points: { show: false } },
        ],
      },
      this.data(),
      this.canvas,
    );
  }

  /** What is not finite, or not positive on a logarithmic scale, is a gap. */
  private data(): uPlot.AlignedData {
    const losses = (isShown: (step: number) => boolean) =>
      this.points.map(([step, loss]) =>
        isShown(step) && Number.isFinite(loss) && (!this.isLogarithmic || loss > 0) ? loss : null,
      );
    return [
      this.points.map(([step]) => step),
      losses((step) => step <= this.reached),
      losses((step) => step >= this.reached),
    ];
  }
}
