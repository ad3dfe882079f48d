/** The steps from an empty file to today's tables, numbered by their place. Append only: what has shipped never changes. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE cardholders (
    email TEXT PRIMARY KEY,
    phone TEXT NOT NULL,
    ePin TEXT
  ) STRICT;

  CREATE TABLE cards (
    cardHash TEXT PRIMARY KEY,
    maskedNumber TEXT NOT NULL,
    cardholder TEXT REFERENCES cardholders (email),
    blocked INTEGER NOT NULL DEFAULT 0,
    outcome TEXT
  ) STRICT;

  CREATE TABLE transactions (
    id INTEGER PRIMARY KEY,
    acsTransID TEXT NOT NULL UNIQUE,
    threeDSServerTransID TEXT NOT NULL,
    openedAt INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    dueAt INTEGER,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX transactionsDue ON transactions (dueAt) WHERE dueAt IS NOT NULL;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    transactionId INTEGER NOT NULL REFERENCES transactions (id),
    at INTEGER NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    type TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messagesOfTransaction ON messages (transactionId);

  CREATE TABLE effects (
    id INTEGER PRIMARY KEY,
    acsTransID TEXT NOT NULL REFERENCES transactions (acsTransID),
    kind TEXT NOT NULL,
    sealed TEXT,
    dueAt INTEGER NOT NULL,
    leased INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    doneAt INTEGER
  ) STRICT;
  CREATE INDEX effectsDue ON effects (dueAt) WHERE doneAt IS NULL;

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    effectId INTEGER NOT NULL UNIQUE REFERENCES effects (id),
    acsTransID TEXT NOT NULL,
    time INTEGER NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sealed TEXT NOT NULL
  ) STRICT;
  `,
  // Messages that no transaction asked for: the codes and notices of the portal.
  `
  ALTER TABLE outbox RENAME TO outboxBefore;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    effectId INTEGER UNIQUE REFERENCES effects (id),
    acsTransID TEXT,
    time INTEGER NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sealed TEXT NOT NULL
  ) STRICT;
  INSERT INTO outbox SELECT * FROM outboxBefore;
  DROP TABLE outboxBefore;
  `,
  // Wrong ePins in a row and the lock of a card; what became of a message outside, and messages that a tester has removed.
  `
  CREATE TABLE cardLocks (
    cardHash TEXT PRIMARY KEY REFERENCES cards (cardHash) ON DELETE CASCADE,
    wrongEPins INTEGER NOT NULL,
    lockedUntil INTEGER,
    changedAt INTEGER NOT NULL
  ) STRICT;
  ALTER TABLE outbox ADD COLUMN delivery TEXT;
  ALTER TABLE outbox ADD COLUMN removedAt INTEGER;
  `,
  // Decoupled authentication of cards, and what the 3DS Method saw of a browser before the AReq came.
  `
  ALTER TABLE cards ADD COLUMN decoupled TEXT;

  CREATE TABLE methodData (
    id INTEGER PRIMARY KEY,
    threeDSServerTransID TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    request TEXT NOT NULL,
    browser TEXT,
    browserAt INTEGER
  ) STRICT;
  `,
  // The enrolment portal: who chose an ePin and when, sessions, and what is counted against their limits.
  `
  CREATE TABLE enrolments (
    email TEXT PRIMARY KEY REFERENCES cardholders (email),
    chosenAt INTEGER NOT NULL,
    chosenBy TEXT NOT NULL CHECK (chosenBy IN ('issuer', 'cardholder')),
    changes INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE portalSessions (
    idHash TEXT PRIMARY KEY,
    openedFrom TEXT,
    expiresAt INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX portalSessionsOpened ON portalSessions (openedFrom) WHERE openedFrom IS NOT NULL;
  CREATE INDEX portalSessionsExpired ON portalSessions (expiresAt);

  CREATE TABLE portalUses (
    id INTEGER PRIMARY KEY,
    use TEXT NOT NULL,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    flow TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX portalUsesCounted ON portalUses (use, scope, subject, at);
  CREATE INDEX portalUsesOfFlow ON portalUses (flow);
  CREATE INDEX portalUsesAt ON portalUses (at);
  `,
  // AReqs by both of their ids, so that none opens a second transaction. The index gets them in large pieces.
  `
  ALTER TABLE transactions ADD COLUMN areqIds INTEGER;
  ALTER TABLE transactions ADD COLUMN areqContent BLOB;
  CREATE TABLE areqs (ids INTEGER PRIMARY KEY, transactionId INTEGER NOT NULL) STRICT;
  `,
  // How a card's cardholder is challenged, and the merchants whom he trusts.
  `
  ALTER TABLE cardholders ADD COLUMN method TEXT;
  ALTER TABLE cards ADD COLUMN method TEXT;
  ALTER TABLE cards ADD COLUMN automatic TEXT;
  CREATE TABLE trustList (
    cardHash TEXT NOT NULL,
    threeDSRequestorID TEXT NOT NULL,
    addedAt INTEGER NOT NULL,
    PRIMARY KEY (cardHash, threeDSRequestorID)
  ) STRICT, WITHOUT ROWID;
  `,
  // Rules that testers make through the API, with a number that tells every process when they changed.
  `
  CREATE TABLE rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    times INTEGER,
    applied INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO meta (name, value) VALUES ('rulesRevision', '0');
  CREATE TRIGGER ruleMade AFTER INSERT ON rules
    BEGIN UPDATE meta SET value = value + 1 WHERE name = 'rulesRevision'; END;
  CREATE TRIGGER ruleChanged AFTER UPDATE OF document ON rules
    BEGIN UPDATE meta SET value = value + 1 WHERE name = 'rulesRevision'; END;
  CREATE TRIGGER ruleRemoved AFTER DELETE ON rules
    BEGIN UPDATE meta SET value = value + 1 WHERE name = 'rulesRevision'; END;
  `,
  // Locks of cards that nobody enrolled, too: their numbers say what they do.
  `
  CREATE TABLE locksOfAllCards (
    cardHash TEXT PRIMARY KEY,
    wrongEPins INTEGER NOT NULL,
    lockedUntil INTEGER,
    changedAt INTEGER NOT NULL
  ) STRICT;
  INSERT INTO locksOfAllCards SELECT cardHash, wrongEPins, lockedUntil, changedAt FROM cardLocks;
  DROP TABLE cardLocks;
  ALTER TABLE locksOfAllCards RENAME TO cardLocks;
  `,
  // What was done to a message on purpose.
  `
  ALTER TABLE messages ADD COLUMN mark TEXT;
  `,
  // Effects that belong to no transaction: the notices of the portal.
  `
  ALTER TABLE effects RENAME TO effectsBefore;
  CREATE TABLE effects (
    id INTEGER PRIMARY KEY,
    acsTransID TEXT REFERENCES transactions (acsTransID),
    kind TEXT NOT NULL,
    sealed TEXT,
    dueAt INTEGER NOT NULL,
    leased INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    doneAt INTEGER
  ) STRICT;
  INSERT INTO effects SELECT * FROM effectsBefore;
  ALTER TABLE outbox RENAME TO outboxBefore;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    effectId INTEGER UNIQUE REFERENCES effects (id),
    acsTransID TEXT,
    time INTEGER NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sealed TEXT NOT NULL,
    delivery TEXT,
    removedAt INTEGER
  ) STRICT;
  INSERT INTO outbox SELECT * FROM outboxBefore;
  DROP TABLE outboxBefore;
  DROP TABLE effectsBefore;
  CREATE INDEX effectsDue ON effects (dueAt) WHERE doneAt IS NULL;
  `,
  // How a run of the 3DS Method behaved on purpose.
  `
  ALTER TABLE methodData ADD COLUMN behaviour TEXT;
  `,
  // Looking for messages, for the code that a page waits for, and for cardholders: an index for each, so that who waits costs nothing.
  `
  CREATE INDEX outboxThere ON outbox (removedAt) WHERE removedAt IS NULL;
  CREATE INDEX outboxByTransaction ON outbox (acsTransID) WHERE removedAt IS NULL;
  CREATE INDEX outboxByRecipient ON outbox (replace(replace(recipient, ' ', ''), '+', '') COLLATE NOCASE)
    WHERE removedAt IS NULL;
  CREATE INDEX outboxByRecipientAndTime ON outbox (replace(replace(recipient, ' ', ''), '+', '') COLLATE NOCASE, time)
    WHERE removedAt IS NULL;
  CREATE INDEX outboxByTime ON outbox (time) WHERE removedAt IS NULL;
  CREATE INDEX effectsToDo ON effects (acsTransID) WHERE doneAt IS NULL;
  CREATE INDEX cardholdersByEmail ON cardholders (email COLLATE NOCASE);
  CREATE INDEX cardsOfCardholder ON cards (cardholder);
  `,
  // Every try to report a result, with the effect that it carried out.
  `
  CREATE TABLE rreqAttempts (
    id INTEGER PRIMARY KEY,
    transactionId INTEGER NOT NULL REFERENCES transactions (id),
    effectId INTEGER REFERENCES effects (id),
    at INTEGER NOT NULL,
    address TEXT NOT NULL,
    outcome TEXT NOT NULL,
    why TEXT,
    ms INTEGER
  ) STRICT;
  CREATE INDEX rreqAttemptsOf ON rreqAttempts (transactionId);
  CREATE INDEX rreqAttemptsOfEffect ON rreqAttempts (effectId, at);
  `,
  // The ePin is its cardholder's, and so is its lock: the ones of his cards become one, as strict as the strictest of them.
  `
  CREATE TABLE ePinLocks (
    holder TEXT PRIMARY KEY,
    wrongEPins INTEGER NOT NULL,
    lockedUntil INTEGER,
    shut INTEGER NOT NULL DEFAULT 0,
    changedAt INTEGER NOT NULL
  ) STRICT;
  INSERT INTO ePinLocks (holder, wrongEPins, lockedUntil, changedAt)
    SELECT coalesce(cardholder, cardHash) AS holder,
      CASE WHEN max(lockedUntil) IS NULL THEN sum(wrongEPins) ELSE max(wrongEPins) END, max(lockedUntil), max(changedAt)
    FROM cardLocks LEFT JOIN cards USING (cardHash) GROUP BY holder;
  DROP TABLE cardLocks;
  `,
  // The devices that cardholders let the issuer remember.
  `
  CREATE TABLE boundDevices (
    cardHash TEXT NOT NULL,
    deviceHash TEXT NOT NULL,
    addedAt INTEGER NOT NULL,
    PRIMARY KEY (cardHash, deviceHash)
  ) STRICT, WITHOUT ROWID;
  `,
  // What came and belongs to no transaction: refused messages, and those about the operation.
  `
  CREATE TABLE otherMessages (
    id INTEGER PRIMARY KEY,
    verdict TEXT NOT NULL,
    messageType TEXT NOT NULL,
    details TEXT NOT NULL,
    body TEXT,
    seqId TEXT,
    digest TEXT
  ) STRICT;
  CREATE INDEX otherMessagesOfSequence ON otherMessages (seqId, id) WHERE seqId IS NOT NULL;
  `,
];
