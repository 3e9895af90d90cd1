import { Alert } from '@mantine/core';
import classes from './FormDialog.module.css';

/** Why the form was refused, over its fields; nothing where it was not. */
export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <Alert className={classes.full} color="red" role="alert">
      {text}
    </Alert>
  );
}
