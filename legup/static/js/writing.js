// What the page of a letter does beyond its forms.
import "./sentence.js";
import "./letterkeys.js";
import "./announce.js";
import "./readaloud.js";
import "./paper.js";
import "./pasting.js";
