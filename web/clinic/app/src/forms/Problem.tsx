import { Alert } from '@mantine/core';

/** Why the form was refused, over its fields; nothing where it was not. */
export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <Alert color="red" role="alert">
      {text}
    </Alert>
  );
}
