import type { ReactNode } from 'react';

/** Line icons of 16 px, decorative: the words beside them carry the meaning. */
function icon(strokes: ReactNode) {
  return (
    <svg
      className="sync-icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {strokes}
    </svg>
  );
}

/** A clock: something waits. */
export const ClockIcon = () =>
  icon(
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3 3" />
    </>,
  );

/** A triangle: something was refused. */
export const AlertIcon = () =>
  icon(
    <>
      <path d="M12 9v4" />
      <path d="M12 17h.01" />
      <path d="M10.3 3.9 2.4 17.6A2 2 0 0 0 4.1 20.6h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0z" />
    </>,
  );

/** A fork: two versions of one record. */
export const ForkIcon = () =>
  icon(
    <>
      <path d="M16 3h5v5" />
      <path d="M8 3H3v5" />
      <path d="M12 21v-8.3a4 4 0 0 0-1.170-2.830L3 3" />
      <path d="m15 9 6-6" />
    </>,
  );

/** A tick: everything is synced. */
export const CheckIcon = () => icon(<path d="m5 12 5 5L20 7" />);

/** Waves, struck through: there is no network. */
export const OfflineIcon = () =>
  icon(
    <>
      <path d="m3 3 18 18" />
      <path d="M8.5 16.5a5 5 0 0 1 7 0" />
      <path d="M5 12.9a10 10 0 0 1 5.2-2.7" />
      <path d="M19 12.9a10 10 0 0 0-2-1.5" />
      <path d="M2 8.8a15 15 0 0 1 4.2-2.6" />
      <path d="M22 8.8A15 15 0 0 0 10.7 5" />
      <path d="M12 20h.01" />
    </>,
  );

/** A cross: closes or hides. */
export const CloseIcon = () => icon(<path d="M6 6l12 12M18 6 6 18" />);
