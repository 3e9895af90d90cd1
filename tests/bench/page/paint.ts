import { commits } from './commits.js';

/** From an event of the person to the picture that shows its outcome. */
export interface PaintSample {
  /** Event → the frame that shows it has been handed to the compositor, milliseconds. */
  toPaint: number;
  /** The same, without the wait for that frame's turn: handler, React, layout and paint. */
  work: number;
  /** Commits of React that the change caused, also the later ones. */
  commits: number;
}

const kQuiet_ms = 150; // after which no commit of the change is still to come

const samples: PaintSample[] = [];

/** Takes the samples there are. */
export function takePaintSamples(): PaintSample[] {
  return samples.splice(0);
}

/**
 * Runs a change inside an event's handler and measures until it is painted.
 *
 * @param isVisible the document shows the change; asked in the frame that should show it
 */
export function paintAfter(event: Event, change: () => void, isVisible: () => boolean): void {
  const commitsBefore = commits.count;
  const begin = performance.now();
  change();
  queueMicrotask(() => {
    const handled = performance.now();
    requestAnimationFrame(() => {
      if (!isVisible()) throw new Error('The next frame does not show the change.');
      const frame = performance.now();
      afterPaint(() => {
        const painted = performance.now();
        const sample = {
          toPaint: painted - event.timeStamp,
          work: handled - begin + (painted - frame),
          commits: 0,
        };
        setTimeout(
          () => samples.push({ ...sample, commits: commits.count - commitsBefore }),
          kQuiet_ms,
        );
      });
    });
  });
}

/** Called inside a frame: a message is delivered after the frame has been painted. */
function afterPaint(run: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = run;
  port2.postMessage(null);
}
