//! `flowctl cache`: where the cache is, how large it is, and emptying it.

use crate::args::CacheCommand;
use crate::failure::count;
use crate::session::Session;
use crate::{EXIT_OK, Failure, cache, render};

pub(super) fn run(command: &CacheCommand, session: &mut Session<'_>) -> Result<u8, Failure> {
    let environment = &session.environment;
    let Some(folder) = &environment.cache else {
        session.remark("there is no cache: set FLOWCTL_CACHE_DIR, XDG_CACHE_HOME or HOME")?;
        return Ok(EXIT_OK);
    };
    let folder = environment.folder.join(folder);
    let shown = render::escape::prose(&folder.display().to_string());
    let (packs, bytes) = cache::size(&folder).map_err(|error| Failure::at(&folder, "read", &error))?;
    let size = format!("{} of {:.1} MiB", count(packs, "project"), bytes as f64 / f64::from(1 << 20));
    match command {
        CacheCommand::Show => session.deliver(None, &format!("{shown}\n{size}\n"))?,
        CacheCommand::Clear => {
            cache::clear(&folder).map_err(|error| Failure::at(&folder, "removed", &error))?;
            session.remark(&format!("removed {size} from {}", folder.display()))?;
        }
    }
    Ok(EXIT_OK)
}
