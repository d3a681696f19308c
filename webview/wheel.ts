export interface WheelActions {
  /** By so many CSS pixels. */
  readonly pan: (x: number, y: number) => void;
  /** About a point of the element. */
  readonly zoom: (factor: number, x: number, y: number) => void;
}

const linePixels = 16;
const pixelsPerDoubling = 300;

/**
 * The wheel scrolls, as in every tall document; with Ctrl or ⌘ it zooms about the pointer. A pinch on a trackpad
 * arrives as a wheel with Ctrl, in small steps.
 */
export function listenToWheel(canvas: HTMLElement, actions: WheelActions): void {
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? linePixels
          : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
            ? canvas.clientHeight
            : 1;
      if (event.ctrlKey || event.metaKey) {
        const origin = canvas.getBoundingClientRect();
        const sensitivity =
          event.deltaMode === WheelEvent.DOM_DELTA_PIXEL && Math.abs(event.deltaY) < 40 ? 3 : 1;
        const factor = 2 ** ((-event.deltaY * unit * sensitivity) / pixelsPerDoubling);
        actions.zoom(factor, event.clientX - origin.x, event.clientY - origin.y);
      } else if (event.shiftKey && event.deltaX === 0) {
        actions.pan(-event.deltaY * unit, 0);
      } else {
        actions.pan(-event.deltaX * unit, -event.deltaY * unit);
      }
    },
    { passive: false },
  );
}
