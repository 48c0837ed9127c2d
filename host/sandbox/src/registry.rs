//! temporary
#![allow(missing_docs)]
use std::sync::Arc; use crate::{Sandbox,Plugin,LoadError};
pub struct Registry(pub Sandbox);
impl Registry{ pub async fn load(&self,w:&[u8])->Result<Arc<Plugin>,LoadError>{self.0.load(w)} pub fn deactivate(&self,_:&str)->Option<String>{None} pub fn activate(&self,_:&str)->Result<Option<String>,String>{Ok(None)} pub fn unload(&self,_:&str)->Result<(),String>{Ok(())} }
