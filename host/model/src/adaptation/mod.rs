//! temporary
use crate::content::Message; use crate::capability::Capabilities; use serde::{Serialize,Deserialize};
pub struct Plan{pub messages:Vec<Message>,pub losses:Vec<String>,pub answers:AnswerMap}
#[derive(Debug,Default,Clone,Serialize,Deserialize)] pub struct AnswerMap{}
#[derive(Debug,Default,Clone,Serialize,Deserialize)] pub struct Answer{pub label:String,pub payload:String,pub question:Option<String>}
impl AnswerMap{ pub fn find(&self,_:&str)->Option<Answer>{None} pub fn payload(&self,_:&str)->Option<Answer>{None} pub fn is_empty(&self)->bool{true}}
pub fn adapt(m:&Message,_:Option<&str>,_:&Capabilities)->Plan{Plan{messages:vec![m.clone()],losses:vec![],answers:AnswerMap{}}}
