import { Link, useLocation } from 'wouter';
import { useSyncStatus } from 'synchrone/streaming';
import { SyncPanel } from '../attention/SyncPanel.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { AppMenuButton } from './AppMenuButton.tsx';
import { isUnder, phonePages } from '../app/pages.ts';
import classes from './Shell.module.css';

/** Notices lie above it, however many lines the status needs. */
function measured(bar: HTMLElement | null): (() => void) | undefined {
  if (bar === null) return undefined;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() =>
    style.setProperty('--clinic-bottom', `${bar.offsetHeight}px`),
  );
  observer.observe(bar);
  return () => observer.disconnect();
}

/** On a phone: the status line, and the pages below it within reach of the thumb. */
export function BottomNavigation() {
  const { navigation } = useMessages();
  const [location] = useLocation();
  const { attention } = useSyncStatus();
  return (
    <div ref={measured} className={classes.bottom}>
      <SyncPanel />
      <nav aria-label={navigation.label}>
        <ul className={classes.tabs}>
          {phonePages.map(({ id, path, icon: Icon }) => (
            <li key={id}>
              <Link
                href={path}
                className={classes.tab}
                aria-label={id === 'waiting' ? navigation.waiting : undefined}
                aria-current={isUnder(location, path) ? 'page' : undefined}
              >
                <span className={classes.tabIcon}>
                  <Icon size={22} stroke={1.75} aria-hidden="true" />
                  {id === 'attention' && attention > 0 && (
                    <span
                      className={classes.badge}
                      role="img"
                      aria-label={navigation.attentionCount(attention)}
                    >
                      {attention}
                    </span>
                  )}
                </span>
                {id === 'waiting' ? navigation.waitingShort : navigation[id]}
              </Link>
            </li>
          ))}
          <li>
            <AppMenuButton tabClassName={classes.tab} />
          </li>
        </ul>
      </nav>
    </div>
  );
}
