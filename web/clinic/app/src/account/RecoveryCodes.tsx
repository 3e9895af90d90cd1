import { Button, Stack, Text, Title } from '@mantine/core';
import classes from './Account.module.css';
import { useAccountWords } from './words.ts';

/** What had the focus is gone: the button that asked for them. */
const focus = (list: HTMLElement | null): void => list?.focus();

/** Shown once: a person who loses the telephone signs in with one of them. */
export function RecoveryCodes({
  codes,
  onNoted,
}: {
  codes: readonly string[];
  onNoted: () => void;
}) {
  const words = useAccountWords();
  return (
    <Stack gap="sm" align="stretch">
      <Title order={3} size="h5">
        {words.recoveryTitle}
      </Title>
      <Text size="sm">{words.recovery}</Text>
      <ul ref={focus} tabIndex={-1} className={classes.codes} aria-label={words.recoveryTitle}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button onClick={onNoted}>{words.noted}</Button>
    </Stack>
  );
}
