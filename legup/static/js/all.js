// Every behaviour; each is optional and attaches to data- attributes.
import "./keyboard.js";
import "./countdown.js";
import "./autosave.js";
import "./copy.js";
import "./clock.js";
import "./dirty.js";
import "./dropzone.js";
import "./disclosure.js";
import "./dialog.js";
import "./toast.js";
import "./theme.js";
import "./autosubmit.js";
import "./busy.js";
import "./zone.js";
