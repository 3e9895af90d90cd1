import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './FormDialog.module.css';

/** Why the form was refused, over its fields; nothing where it was not. A long form is scrolled to it. */
export function Problem({ text }: { text: string | null }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Of newer browsers it returns a promise, which is not a clean-up.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [text]);
  if (text === null) return null;
  return (
    <Alert ref={place} className={classes.full} color="red" role="alert">
      {text}
    </Alert>
  );
}
