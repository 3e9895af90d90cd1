import { MantineProvider, MantineThemeProvider, type MantineThemeOverride } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Suspense, useEffect, useMemo } from 'react';
import { LanguageProvider, useLanguage } from '../i18n/LanguageProvider.tsx';
import type { Messages } from '../i18n/fr.ts';
import { SignInPage } from '../session/SignInPage.tsx';
import { useSession } from '../session/useSession.ts';
import { ClockProvider } from './clock.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { part } from '../parts/parts.ts';
import { cssVariables, theme } from './theme.ts';

/** Most of the application, which the sign-in page does not wait for. */
export const loadWorkplace = () => import('./Workplace.tsx');
const Workplace = part(async () => (await loadWorkplace()).Workplace);

const UnlockPage = part(async () => (await import('../session/UnlockPage.tsx')).UnlockPage);
const SetUpPage = part(async () => (await import('../account/SetUpPage.tsx')).SetUpPage);

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
  const words = useMemo(() => mantineWords(messages), [messages]);
  const locale = messages.locale === 'en' ? 'en-gb' : messages.locale;
  return (
    <MantineThemeProvider inherit theme={words}>
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
          ) : state.status === 'locked' ? (
            <Suspense>
              <UnlockPage person={state.person} isAsking={state.isAsking} />
            </Suspense>
          ) : (
            <SignInPage farewell={state.farewell} />
          )}
        </ClockProvider>
      </DatesProvider>
    </MantineThemeProvider>
  );
}

/** What the library says by itself, in English. */
const mantineWords = ({ session }: Messages): MantineThemeOverride => ({
  components: {
    PasswordInput: {
      defaultProps: { visibilityToggleButtonProps: { 'aria-label': session.showPassword } },
    },
  },
});
