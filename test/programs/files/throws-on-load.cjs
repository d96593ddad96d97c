'use strict';
null.property;
