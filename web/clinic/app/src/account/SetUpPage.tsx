import '../parts/late.css';
import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import classes from '../session/SignInPage.module.css';
import { session } from '../session/session.ts';
import { useClinicName } from '../session/useClinicName.ts';
import { SecondFactorSetUp } from './SecondFactorSetUp.tsx';
import { useAccountWords } from './words.ts';

/** Before anything else is open: the policy demands a second factor of this person. */
export function SetUpPage() {
  const words = useAccountWords();
  const clinicName = useClinicName();
  return (
    <main className={classes.page}>
      <title>{`${words.setUpTitle} · ${clinicName}`}</title>
      <div className={classes.column}>
        <Paper withBorder radius="md" p="xl" className={classes.card}>
          <Stack gap="sm" align="stretch">
            <Title order={1} size="h3">
              {words.setUpTitle}
            </Title>
            <Text size="sm">{words.demanded}</Text>
            <Text size="sm">{words.explanation}</Text>
            <SecondFactorSetUp onDone={() => void session.complete()} />
            <Button variant="subtle" onClick={() => void session.signOut()}>
              {words.signOut}
            </Button>
          </Stack>
        </Paper>
      </div>
    </main>
  );
}
