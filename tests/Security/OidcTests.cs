using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Security;

/// <summary>Tokens of an issuer that is really asked for its keys.</summary>
[Collection(ApiFixture.Name)]
public sealed class OidcTests(ApiFixture api, PostgresFixture postgres, OidcTests.Town town) : IClassFixture<OidcTests.Town>
{
    private IssuerServer Issuer => town.Issuer;

    [Fact]
    public async Task A_token_opens_what_its_claims_were_mapped_to()
    {
        var token = Issuer.Token();

        Assert.Equal(200, await StatusAsync(token, "/v1/practices/token-clinic/templates"));
        Assert.Equal(404, await StatusAsync(token, "/v1/practices/token-other/templates"));
        Assert.Equal(403, await StatusAsync(token, "/v1/keys"));
        // A biller may design: the empty body is what is refused.
        Assert.Equal(400, (await town.Client.AskAsync(
            HttpMethod.Post, "/v1/practices/token-clinic/templates", token, new { })).Status);
    }

    [Fact]
    public async Task Whoever_came_by_a_token_is_named_with_the_issuer_in_the_trail()
    {
        var template = await town.Client.AskAsync(
            HttpMethod.Post, "/v1/practices/token-clinic/templates", Issuer.Token(), Samples.EmailTemplate());
        var trail = (await api.GetAsync("/v1/practices/token-clinic/audit")).Body["items"]!.AsArray();

        Assert.Equal(201, template.Status);
        Assert.Equal("login:clerk-7", (string)trail.First(line => (string)line!["subject"]! == template.Id)!["actor"]!);
    }

    [Fact]
    public async Task Keys_work_beside_tokens() => Assert.Equal(200, await StatusAsync(ApiKeys.Viewer));

    public static TheoryData<string, Action<Dictionary<string, object>>> Wrong => new()
    {
        { "another audience", claims => claims["aud"] = "another-api" },
        { "no audience", claims => claims.Remove("aud") },
        { "expired", claims => claims["exp"] = Seconds(-2) },
        { "no end", claims => claims.Remove("exp") },
        { "not yet", claims => claims["nbf"] = Seconds(2) },
        { "nobody", claims => claims.Remove("sub") },
        { "another issuer", claims => claims["iss"] = "https://issuer.example" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task A_token_that_is_wrong_is_refused(string what, Action<Dictionary<string, object>> change)
    {
        Assert.Equal(200, await StatusAsync(Issuer.Token()));
        var status = await StatusAsync(Issuer.Token(change));
        Assert.True(status == 401, $"{what}: {status}");
    }

    [Fact]
    public async Task A_token_without_a_role_that_is_known_may_do_nothing() => Assert.Equal(
        403, await StatusAsync(Issuer.Token(claims => claims["groups"] = "admin")));

    [Fact]
    public async Task A_signature_counts_only_with_a_private_key_of_the_issuer()
    {
        Assert.Equal(200, await StatusAsync(Issuer.Token()));

        Assert.Equal(401, await StatusAsync(Issuer.Unsigned()));
        Assert.Equal(401, await StatusAsync(Issuer.SignedWithThePublicKey()));
        var forger = IssuerServer.NewKey();
        Assert.Equal(401, await StatusAsync(Issuer.Token(key: forger)));
        forger.KeyId = Issuer.Key.KeyId;
        Assert.Equal(401, await StatusAsync(Issuer.Token(key: forger)));
        Assert.Equal(401, await StatusAsync($"{Issuer.Token()}x"));
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_counts_once_it_was_fetched_and_a_withdrawn_one_no_longer()
    {
        await using var own = await Town.OpenAsync(postgres);
        var older = own.Issuer.Token();
        Assert.Equal(200, await own.StatusAsync(older));

        own.Issuer.ReplaceKey();
        var newer = own.Issuer.Token();

        // The first token under an unknown key has the keys fetched; it waits for nobody.
        await Eventually.HoldsAsync(async () => await own.StatusAsync(newer) == 200);
        Assert.Equal(401, await own.StatusAsync(older));
    }

    [Fact]
    public async Task Tokens_under_invented_keys_do_not_have_the_issuer_asked_each_time()
    {
        await using var own = await Town.OpenAsync(postgres);
        Assert.Equal(200, await own.StatusAsync(own.Issuer.Token()));
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(401, await own.StatusAsync(own.Issuer.Token(key: IssuerServer.NewKey())));
        }

        Assert.InRange(own.Issuer.Asked, 1, 3);
    }

    private static long Seconds(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    private Task<int> StatusAsync(string token, string path = "/v1/practices") => town.StatusAsync(token, path);

    /// <summary>An issuer, and an api that takes its tokens.</summary>
    public sealed class Town(PostgresFixture postgres) : IAsyncLifetime
    {
        private IssuerServer? _issuer;
        private ApiHost? _host;

        internal IssuerServer Issuer => _issuer!;

        internal HttpClient Client => _host!.Client;

        internal static async Task<Town> OpenAsync(PostgresFixture postgres)
        {
            var town = new Town(postgres);
            await town.InitializeAsync();
            return town;
        }

        public async ValueTask InitializeAsync()
        {
            if (!postgres.IsAvailable)
            {
                return;
            }

            _issuer = await IssuerServer.StartAsync();
            _host = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"), Settings(_issuer.Address));
            foreach (var practice in (string[])["token-clinic", "token-other"])
            {
                await Client.AskAsync(HttpMethod.Put, $"/v1/practices/{practice}", ApiKeys.Admin, Samples.Practice());
            }
        }

        public async ValueTask DisposeAsync()
        {
            await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_issuer?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        internal async Task<int> StatusAsync(string token, string path = "/v1/practices") =>
            (await Client.AskAsync(HttpMethod.Get, path, token)).Status;

        private static Dictionary<string, string?> Settings(string address)
        {
            const string Section = "Access:Oidc:Issuers:login";
            return new()
            {
                [$"{Section}:Authority"] = address,
                [$"{Section}:Audiences:0"] = IssuerServer.Audience,
                [$"{Section}:Organisation"] = "north",
                [$"{Section}:PracticesClaim"] = "practices",
                [$"{Section}:RolesClaim"] = "groups",
                [$"{Section}:Roles:billing-clerks"] = "biller",
            };
        }
    }
}
