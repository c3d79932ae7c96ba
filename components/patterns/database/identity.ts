/** Who a database is made for. */
export interface Identity {
  readonly user: string;
  readonly database: string;
}

/** Where its passwords are within the container. */
export interface PasswordFiles {
  readonly user: string;
  readonly root: string;
}
