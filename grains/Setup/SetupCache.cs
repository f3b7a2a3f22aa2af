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

    // Bounded by entries: a compiled template is some ten kilobytes, the others less; a logo counts as ten.
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>Null when there is no such practice.</summary>
    public Task<Practice?> PracticeAsync(int practice, CancellationToken cancellationToken) => GetAsync(
        ("practice", practice), Fresh, () => setup.FindPracticeAsync(practice, CancellationToken.None),
            cancellationToken);

    /// <summary>Null when the practice has none, or has approved none.</summary>
    public Task<ApprovedProfile?> ApprovedProfileAsync(
        int practice, string? idOrName, ProfileUse use, CancellationToken cancellationToken) => GetAsync(
            ("profile", practice, idOrName, use),
            Fresh,
            () => setup.FindApprovedAsync(practice, idOrName, use, CancellationToken.None),
            cancellationToken);

    /// <summary>Any revision of a profile, approved or not. Null when there is none.</summary>
    public Task<ApprovedProfile?> RevisionAsync(
        int practice, Guid profile, int revision, CancellationToken cancellationToken) => GetAsync(
            ("revision", practice, profile, revision),
            Fresh,
            () => setup.FindRevisionAsync(practice, profile, revision, CancellationToken.None),
            cancellationToken);

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
            () => setup.FindTemplateAsync(practice, template, revision, CancellationToken.None),
            cancellationToken);
        if (frozen is null)
        {
            return null;
        }

        var compiled = await GetAsync(
            ("compiled", practice, frozen.Id, frozen.Revision),
            Kept,
            () => Task.FromResult<CompiledTemplate?>(CompiledTemplate.Of(frozen.Template)),
            cancellationToken);
        return new(frozen.Id, frozen.Revision, compiled!, frozen.Active);
    }

    /// <summary>What is put into the practice's mails; null for nothing. Read once a revision.</summary>
    public async Task<LogoImage?> LogoAsync(Practice practice, CancellationToken cancellationToken) =>
        practice.LogoRevision is not { } revision
            ? null
            : await GetAsync(
                ("logo", practice.Id, revision),
                Kept,
                () => setup.FindLogoAsync(practice.Id, CancellationToken.None),
                cancellationToken,
                size: 10);

    /// <summary>Null when the practice has no such batch.</summary>
    public Task<BatchStanding?> BatchAsync(int practice, Guid batch, CancellationToken cancellationToken) => GetAsync(
        ("batch", practice, batch), Fresh, () => setup.FindBatchAsync(practice, batch, CancellationToken.None),
            cancellationToken);

    public async Task<PausesInForce> PausesAsync(int practice, Guid profile, CancellationToken cancellationToken) =>
        (await GetAsync(
            ("pauses", practice, profile),
            Fresh,
            async () => (PausesInForce?)await setup.FindPausesAsync(practice, profile, CancellationToken.None),
            cancellationToken))!;

    public void Dispose() => _cache.Dispose();

    // Whoever misses starts the read, and everybody who comes meanwhile waits for it: at nine o'clock they are hundreds.
    // So the read heeds nobody's token, and runs on no grain's turn. Two that miss at the same instant both ask, which is cheaper than a lock.
    private async Task<T?> GetAsync<T>(
        object key, TimeSpan lifetime, Func<Task<T?>> load, CancellationToken cancellationToken, int size = 1)
        where T : class
    {
        if (!_cache.TryGetValue(key, out Task<T?>? found))
        {
            found = _cache.Set(
                key, Task.Run(load, CancellationToken.None), new MemoryCacheEntryOptions { Size = size, AbsoluteExpirationRelativeToNow = lifetime });
        }

        try
        {
            return await found!.WaitAsync(cancellationToken);
        }
        catch when (found!.IsFaulted)
        {
            // A failure is nobody's answer but theirs who waited for it.
            _cache.Remove(key);
            throw;
        }
    }
}

/// <summary>The template that a notification is sent with.</summary>
/// <param name="Active">False when it is out of use, and nothing replaces it.</param>
internal sealed record SendingTemplate(Guid Id, int Revision, CompiledTemplate Compiled, bool Active);
