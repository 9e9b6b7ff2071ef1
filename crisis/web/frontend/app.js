// Entry: starts each behaviour once; every page works without any of them.
import { startActs } from "./behaviours/act.js";
import { startChanged } from "./behaviours/changed.js";
import { startClocks } from "./behaviours/clock.js";
import { startComposer } from "./behaviours/composer.js";
import { startCopying } from "./behaviours/copying.js";
import { startDialogs } from "./behaviours/dialogs.js";
import { startDrafts } from "./behaviours/drafts.js";
import { startDues } from "./behaviours/dues.js";
import { startEnter } from "./behaviours/enter.js";
import { startEntries } from "./behaviours/entry.js";
import { startFiles } from "./behaviours/files.js";
import { startFilters } from "./behaviours/filters.js";
import { startFurnishing } from "./behaviours/furnish.js";
import { startKeys } from "./behaviours/keys.js";
import { startLive } from "./behaviours/live.js";
import { startNewEntries } from "./behaviours/new-entries.js";
import { startOlder } from "./behaviours/older.js";
import { startPalette } from "./behaviours/palette.js";
import { startPresence } from "./behaviours/presence.js";
import { startQueue } from "./behaviours/queue.js";
import { startRefresh } from "./behaviours/refresh.js";
import { startRows } from "./behaviours/rows.js";
import { startSeen } from "./behaviours/seen.js";
import { startTabs } from "./behaviours/tabs.js";
import { startTheme } from "./behaviours/theme.js";
import { startTrial } from "./behaviours/trial.js";
import { startUpload } from "./behaviours/upload.js";

document.documentElement.classList.add("scripted");
for (const start of [
  startTheme, startFurnishing, startClocks, startDues, startTabs, startFiles, startFilters, startNewEntries, startOlder, startDialogs, startEnter, startEntries, startCopying, startRows, startComposer, startChanged, startDrafts,
  startActs, startQueue, startUpload, startPresence, startPalette, startKeys, startRefresh, startTrial, startSeen, startLive,
]) start();
