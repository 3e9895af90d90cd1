import { Kbd, UnstyledButton } from '@mantine/core';
import { IconPlus, IconSearch } from '../icons/icons.tsx';
import { Link, useLocation } from 'wouter';
import { useSyncStatus } from 'synchrone/streaming';
import { DemoBadge } from '../demo/DemoBadge.tsx';
import { SyncPanel } from '../attention/SyncPanel.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useClinicName } from '../session/useClinicName.ts';
import { usePerson } from '../session/useSession.ts';
import { AppMenuButton } from './AppMenuButton.tsx';
import { openPalette } from '../keyboard/palette.ts';
import { isUnder, pages } from '../app/pages.ts';
import classes from './Shell.module.css';

/** Brand, search, pages, and at the bottom how the sync is doing. */
export function Sidebar() {
  const messages = useMessages();
  const person = usePerson();
  const clinicName = useClinicName();
  return (
    <nav className={classes.sidebar} aria-label={messages.navigation.label}>
      <div className={classes.brand}>
        <span className={classes.brandMark}>
          <IconPlus size={16} stroke={3} aria-hidden="true" />
        </span>
        <span className={classes.brandName}>{clinicName}</span>
        <AppMenuButton />
      </div>
      <UnstyledButton className={classes.search} onClick={openPalette}>
        <IconSearch size={15} aria-hidden="true" />
        <span>{messages.palette.open}</span>
        <Kbd size="xs" aria-hidden="true">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <ul className={classes.links}>
        {pages.map((page) => (
          <li key={page.id}>
            <PageLink page={page} />
          </li>
        ))}
      </ul>
      <div className={classes.spacer} />
      <DemoBadge />
      <p className={classes.person}>
        {person.name} · {messages.session.roles[person.role]}
      </p>
      <SyncPanel />
    </nav>
  );
}

function PageLink({ page }: { page: (typeof pages)[number] }) {
  const { navigation } = useMessages();
  const [location] = useLocation();
  const { attention } = useSyncStatus();
  const Icon = page.icon;
  return (
    <Link
      href={page.path}
      className={classes.link}
      aria-current={isUnder(location, page.path) ? 'page' : undefined}
    >
      <Icon size={18} stroke={1.75} aria-hidden="true" />
      {navigation[page.id]}
      {page.id === 'attention' && attention > 0 && (
        <span
          className={classes.badge}
          aria-label={navigation.attentionCount(attention)}
          role="img"
        >
          {attention}
        </span>
      )}
    </Link>
  );
}
