import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { lazy, Suspense, useEffect } from 'react';
import { LanguageProvider, useLanguage } from '../i18n/LanguageProvider.tsx';
import { SignInPage } from '../session/SignInPage.tsx';
import { useSession } from '../session/useSession.ts';
import { ClockProvider } from './clock.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { cssVariables, theme } from './theme.ts';

/** Most of the application, which the sign-in page does not wait for. */
const loadWorkplace = () => import('./Workplace.tsx');
const Workplace = lazy(async () => ({ default: (await loadWorkplace()).Workplace }));

const SetUpPage = lazy(async () => ({
  default: (await import('../account/SetUpPage.tsx')).SetUpPage,
}));

/** The clinic: language and theme around the sign-in, or around the pages of the signed-in person. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <LanguageProvider>
        <ErrorBoundary>
          <LocalisedApp />
        </ErrorBoundary>
      </LanguageProvider>
    </MantineProvider>
  );
}

function LocalisedApp() {
  const { messages } = useLanguage();
  const state = useSession();
  // While a person types a password; and nothing has to be loaded once the network is gone.
  useEffect(() => void loadWorkplace().catch(() => undefined), []);
  const locale = messages.locale === 'en' ? 'en-gb' : messages.locale;
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <ClockProvider>
        {state.status === 'second-factor-due' ? (
          <Suspense>
            <SetUpPage key={state.person.id} />
          </Suspense>
        ) : state.status === 'signed-in' ? (
          <Suspense>
            <Workplace key={state.person.id} person={state.person} />
          </Suspense>
        ) : (
          <SignInPage farewell={state.farewell} />
        )}
      </ClockProvider>
    </DatesProvider>
  );
}
