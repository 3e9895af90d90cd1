import type { ReactNode } from 'react';
import { useClinicName } from '../session/useClinicName.ts';
import classes from './PageHeader.module.css';

export interface PageHeaderProps {
  title: string;
  /** Beside the title: a count, a date. */
  aside?: ReactNode;
  /** The page's main action, always at the end of the first line. */
  action?: ReactNode;
  /** Search and filters: between title and action, on a phone below them. */
  children?: ReactNode;
  /** The controls take a line of their own where title and action leave them too little. */
  crowded?: boolean;
}

/** The first line of every page. */
export function PageHeader({ title, aside, action, children, crowded }: PageHeaderProps) {
  const clinicName = useClinicName();
  return (
    <header className={classes.header} data-crowded={crowded || undefined}>
      <title>{`${title} · ${clinicName}`}</title>
      <h1 className={classes.title}>{title}</h1>
      {aside !== undefined && <div className={classes.aside}>{aside}</div>}
      {children !== undefined && <div className={classes.controls}>{children}</div>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </header>
  );
}
