import type { CSSProperties } from 'react';
import { initials } from '../clinic/people.ts';
import classes from './PersonAvatar.module.css';

export interface PersonAvatarProps {
  person: { first_name: string; last_name: string };
  /** A practitioner's colour; patients share the neutral one. */
  color?: string | null | undefined;
  large?: boolean | undefined;
}

/** Initials in a circle: a quiet anchor for the eye, nothing for a screen reader. */
export function PersonAvatar({ person, color, large }: PersonAvatarProps) {
  return (
    <span
      className={classes.avatar}
      data-large={large || undefined}
      style={color ? ({ '--avatar-color': color } as CSSProperties) : undefined}
      aria-hidden="true"
    >
      {initials(person)}
    </span>
  );
}
