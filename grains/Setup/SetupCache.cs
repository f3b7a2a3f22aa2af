using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;
using Microsoft.Extensions.Caching.Memory;

namespace BalanceNotifications.Setup;

/// <summary>
/// What every tick asks of practices, profiles, templates and batches, at most five seconds old. A frozen template revision
/// never changes and is kept, compiled, as long as it is used; only whether its template is active is asked again.
/// </summary>
internal sealed class SetupCache(SetupReader setup) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    // Bounded by entries: a compiled template is some ten kilobytes, the others less.
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>Null when there is no such practice.</summary>
    public Task<Practice?> PracticeAsync(int practice, CancellationToken cancellationToken) => GetAsync(
        ("practice", practice), Fresh, () => setup.FindPracticeAsync(practice, cancellationToken));

    /// <summary>Null when the practice has none, or has approved none.</summary>
    public Task<ApprovedProfile?> ApprovedProfileAsync(
        int practice, string? idOrName, ProfileUse use, CancellationToken cancellationToken) => GetAsync(
            ("profile", practice, idOrName, use),
            Fresh,
            () => setup.FindApprovedAsync(practice, idOrName, use, cancellationToken));

    /// <summary>Any revision of a profile, approved or not. Null when there is none.</summary>
    public Task<ApprovedProfile?> RevisionAsync(
        int practice, Guid profile, int revision, CancellationToken cancellationToken) => GetAsync(
            ("revision", practice, profile, revision),
            Fresh,
            () => setup.FindRevisionAsync(practice, profile, revision, cancellationToken));

    /// <summary>The revisions of a profile before one, oldest first.</summary>
    public async Task<IReadOnlyList<ApprovedProfile>> FormerAsync(
        int practice, Guid profile, int revision, CancellationToken cancellationToken)
    {
        var former = new List<ApprovedProfile>();
        for (var earlier = 1; earlier < revision; earlier++)
        {
            if (await RevisionAsync(practice, profile, earlier, cancellationToken) is { } found)
            {
                former.Add(found);
            }
        }

        return former;
    }

    /// <summary>The frozen revision, or what replaced it. Null when there is none.</summary>
    public async Task<SendingTemplate?> TemplateAsync(
        int practice, Guid template, int revision, CancellationToken cancellationToken)
    {
        var frozen = await GetAsync(
            ("template", practice, template, revision),
            Fresh,
            () => setup.FindTemplateAsync(practice, template, revision, cancellationToken));
        if (frozen is null)
        {
            return null;
        }

        var compiled = await GetAsync(
            ("compiled", practice, frozen.Id, frozen.Revision),
            Kept,
            () => Task.FromResult<CompiledTemplate?>(CompiledTemplate.Of(frozen.Template)));
        return new(frozen.Id, frozen.Revision, compiled!, frozen.Active);
    }

    /// <summary>Null when the practice has no such batch.</summary>
    public Task<BatchStanding?> BatchAsync(int practice, Guid batch, CancellationToken cancellationToken) => GetAsync(
        ("batch", practice, batch), Fresh, () => setup.FindBatchAsync(practice, batch, cancellationToken));

    public async Task<PausesInForce> PausesAsync(int practice, Guid profile, CancellationToken cancellationToken) =>
        (await GetAsync(
            ("pauses", practice, profile),
            Fresh,
            async () => (PausesInForce?)await setup.FindPausesAsync(practice, profile, cancellationToken)))!;

    public void Dispose() => _cache.Dispose();

    // Two that miss at once both ask; that is cheaper than a lock that every hit would take.
    private async Task<T?> GetAsync<T>(object key, TimeSpan lifetime, Func<Task<T?>> load)
        where T : class
    {
        if (_cache.TryGetValue(key, out T? found))
        {
            return found;
        }

        var loaded = await load();
        return _cache.Set(
            key, loaded, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lifetime });
    }
}

/// <summary>The template that a notification is sent with.</summary>
/// <param name="Active">False when it is out of use, and nothing replaces it.</param>
internal sealed record SendingTemplate(Guid Id, int Revision, CompiledTemplate Compiled, bool Active);
